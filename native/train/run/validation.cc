#include "native/train/run/validation.h"

#include <algorithm>
#include <cmath>

#include "native/base/decade.h"
#include "native/measure/metrics.h"
#include "native/measure/reliability.h"
#include "shared/measure/rank_correlation.h"
#include "shared/score/score.h"

namespace deepcars::train {

double cross_entropy(std::span<const float> logits, std::span<const int> labels, double temperature) {
  const std::size_t classes = logits.size() / labels.size();
  double sum = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = logits.subspan(i * classes, classes);
    const double largest = *std::max_element(row.begin(), row.end());
    double total = 0;
    for (const float logit : row) total += std::exp((logit - largest) / temperature);
    sum += std::log(total) - (row[static_cast<std::size_t>(labels[i])] - largest) / temperature;
  }
  return sum / static_cast<double>(labels.size());
}

double accuracy(std::span<const float> logits, std::span<const int> labels) {
  const std::size_t classes = logits.size() / labels.size();
  int hits = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = logits.subspan(i * classes, classes);
    hits += std::max_element(row.begin(), row.end()) - row.begin() == labels[i];
  }
  return static_cast<double>(hits) / static_cast<double>(labels.size());
}

double fit_temperature(std::span<const float> logits, std::span<const int> labels) {
  constexpr double ratio = 0.6180339887498949;  // Golden: one of the two inner points can be kept each time.
  double low = std::log(0.05);
  double high = std::log(20.0);
  const auto cost = [&](double log_temperature) {
    return cross_entropy(logits, labels, std::exp(log_temperature));
  };
  double left = high - ratio * (high - low);
  double right = low + ratio * (high - low);
  double cost_left = cost(left);
  double cost_right = cost(right);
  while (high - low > 1e-3) {
    if (cost_left < cost_right) {
      high = right;
      right = left;
      cost_right = cost_left;
      left = high - ratio * (high - low);
      cost_left = cost(left);
    } else {
      low = left;
      left = right;
      cost_left = cost_right;
      right = low + ratio * (high - low);
      cost_right = cost(right);
    }
  }
  return std::exp((low + high) / 2);
}

double fit_range_mass(std::span<const std::vector<float>> probabilities, std::span<const int> years,
                      const score::YearBuckets& buckets) {
  const auto coverage = [&](double mass) {
    std::size_t held = 0;
    for (std::size_t i = 0; i < years.size(); ++i) {
      held += score::contains(score::year_ranges(probabilities[i], buckets, mass), years[i]);
    }
    return static_cast<double>(held) / static_cast<double>(years.size());
  };
  double low = 0.3, high = 0.999;
  while (high - low > 1e-3) {
    const double middle = (low + high) / 2;
    (coverage(middle) < score::range_coverage ? low : high) = middle;
  }
  return (low + high) / 2;
}

Validation validate(std::span<const float> logits, const TrainingData& data) {
  Validation result;
  result.loss = cross_entropy(logits, data.val_labels, 1.0);
  result.temperature = fit_temperature(logits, data.val_labels);
  const std::size_t classes = data.class_years.size();
  std::vector<double> hits, near_hits, confidences, expected, years;
  std::vector<int> decades, whole_years;
  std::vector<std::vector<float>> probabilities;
  for (std::size_t i = 0; i < data.val.size(); ++i) {
    const auto score =
        score::score(logits.subspan(i * classes, classes), data.class_years, result.temperature);
    const int distance = std::abs(score.top_class - data.val_labels[i]);
    hits.push_back(distance == 0 ? 1 : 0);
    near_hits.push_back(distance <= 1 ? 1 : 0);
    confidences.push_back(score.probabilities[static_cast<std::size_t>(score.top_class)]);
    expected.push_back(score.expected_year);
    years.push_back(data.val[i].year);
    whole_years.push_back(data.val[i].year);
    probabilities.push_back(score.probabilities);
    decades.push_back(base::decade(data.val[i].year));
  }
  const std::vector<double> errors = measure::absolute_errors(expected, years);
  result.range_mass = fit_range_mass(probabilities, whole_years, data.buckets);
  result.accuracy = measure::mean(hits).value_or(0);
  result.within_one = measure::mean(near_hits).value_or(0);
  result.mae_years = measure::mean(errors).value_or(0);
  result.macro_mae_years = measure::macro_mean(errors, decades).value_or(0);
  result.balanced_mae_years = measure::balanced_mean(errors, decades).value_or(0);
  result.rank_correlation = measure::rank_correlation(expected, years).value_or(0);
  result.calibration_error = measure::calibration_error(confidences, hits).value_or(0);
  return result;
}

nlohmann::json to_json(const Validation& validation) {
  return {{"loss", validation.loss},
          {"accuracy", validation.accuracy},
          {"within_one", validation.within_one},
          {"mae_years", validation.mae_years},
          {"macro_mae_years", validation.macro_mae_years},
          {"balanced_mae_years", validation.balanced_mae_years},
          {"rank_correlation_year", validation.rank_correlation},
          {"calibration_error", validation.calibration_error},
          {"temperature", validation.temperature},
          {"range_mass", validation.range_mass}};
}

}  // namespace deepcars::train
