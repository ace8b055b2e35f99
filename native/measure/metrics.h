// Measures of how good answers are: pure functions of numbers, no files and no model.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace deepcars::measure {

/// |predicted - actual| of each element. Precondition: equal lengths.
std::vector<double> absolute_errors(std::span<const double> predicted, std::span<const double> actual);

/// The mean. Nothing for no values.
std::optional<double> mean(std::span<const double> values);

/// The mean over groups of each group's mean, so that every group counts the same however large it is. groups
/// names each value's group. Nothing for no values. Precondition: equal lengths.
std::optional<double> macro_mean(std::span<const double> values, std::span<const int> groups);

/// The same with each group weighted by the square root of its size: between macro_mean, where a group of one
/// value counts as much as one of a thousand, and mean, where it hardly counts.
std::optional<double> balanced_mean(std::span<const double> values, std::span<const int> groups);

/// The middle value, or the mean of the middle two of an even number of values. Nothing for no values.
std::optional<double> median(std::vector<double> values);

/// Mean of -log(probability), in nats; a probability below 1e-12 counts as 1e-12. Nothing for no values.
std::optional<double> negative_log_likelihood(std::span<const double> probabilities_of_truth);

/// Row t, column p: the share of the photos of class t that were given class p. A row sums to 1, or is all
/// zero for a class without photos. Precondition: equal lengths; 0 <= class < classes.
std::vector<std::vector<double>> confusion_matrix(std::span<const int> truth, std::span<const int> predicted,
                                                  int classes);

}  // namespace deepcars::measure
