// How the benchmarks that run in node sum up a measurement.

/** The value below which the share q of the values lies. */
export const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.round(q * (values.length - 1))];

/** "median (lower quartile..upper quartile)" */
export const spread = (values, digits) =>
  `${quantile(values, 0.5).toFixed(digits)} (${quantile(values, 0.25).toFixed(digits)}..${quantile(values, 0.75).toFixed(digits)})`;
