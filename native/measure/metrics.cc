#include "native/measure/metrics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "shared/order.h"

namespace deepcars::measure {
namespace {

/// The mean of each group's mean, weighted by the group's size to the power of size_exponent.
std::optional<double> mean_over_groups(std::span<const double> values, std::span<const int> groups,
                                       double size_exponent) {
  struct Total {
    double sum = 0;
    double count = 0;
  };
  std::map<int, Total> totals;
  for (std::size_t i = 0; i < values.size(); ++i) {
    totals[groups[i]].sum += values[i];
    totals[groups[i]].count += 1;
  }
  if (totals.empty()) return std::nullopt;
  double sum = 0;
  double weights = 0;
  for (const auto& [group, total] : totals) {
    const double weight = std::pow(total.count, size_exponent);
    sum += weight * total.sum / total.count;
    weights += weight;
  }
  return sum / weights;
}

}  // namespace

std::vector<double> absolute_errors(std::span<const double> predicted, std::span<const double> actual) {
  std::vector<double> errors(predicted.size());
  for (std::size_t i = 0; i < errors.size(); ++i) errors[i] = std::abs(predicted[i] - actual[i]);
  return errors;
}

std::optional<double> mean(std::span<const double> values) {
  if (values.empty()) return std::nullopt;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> macro_mean(std::span<const double> values, std::span<const int> groups) {
  return mean_over_groups(values, groups, 0.0);
}

std::optional<double> balanced_mean(std::span<const double> values, std::span<const int> groups) {
  return mean_over_groups(values, groups, 0.5);
}

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end(), Ascending{});
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::optional<double> negative_log_likelihood(std::span<const double> probabilities_of_truth) {
  std::vector<double> losses;
  losses.reserve(probabilities_of_truth.size());
  for (const double probability : probabilities_of_truth)
    losses.push_back(-std::log(std::max(probability, 1e-12)));
  return mean(losses);
}

std::vector<std::vector<double>> confusion_matrix(std::span<const int> truth, std::span<const int> predicted,
                                                  int classes) {
  const auto size = static_cast<std::size_t>(classes);
  std::vector<std::vector<double>> matrix(size, std::vector<double>(size, 0.0));
  for (std::size_t i = 0; i < truth.size(); ++i) {
    matrix[static_cast<std::size_t>(truth[i])][static_cast<std::size_t>(predicted[i])] += 1;
  }
  for (std::vector<double>& row : matrix) {
    const double photos = std::accumulate(row.begin(), row.end(), 0.0);
    if (photos == 0) continue;
    for (double& share : row) share /= photos;
  }
  return matrix;
}

}  // namespace deepcars::measure
