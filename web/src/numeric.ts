/** The largest absolute difference between two arrays, as a share of the largest value of the second. */
export function relativeDifference(a: Float32Array, b: Float32Array): number {
  let difference = a.length === b.length ? 0 : Infinity;
  let largest = 0;
  for (let i = 0; i < b.length; ++i) {
    difference = Math.max(difference, Math.abs(a[i]! - b[i]!));
    largest = Math.max(largest, Math.abs(b[i]!));
  }
  return largest > 0 ? difference / largest : difference;
}
