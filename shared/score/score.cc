#include "shared/score/score.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace deepcars::score {

std::vector<float> softmax(std::span<const float> logits, double temperature) {
  const double largest = *std::max_element(logits.begin(), logits.end());
  std::vector<double> exponentials;
  exponentials.reserve(logits.size());
  double sum = 0;
  for (float logit : logits) {
    exponentials.push_back(std::exp((logit - largest) / temperature));
    sum += exponentials.back();
  }
  std::vector<float> probabilities;
  probabilities.reserve(exponentials.size());
  for (double exponential : exponentials) probabilities.push_back(static_cast<float>(exponential / sum));
  return probabilities;
}

Score score(std::span<const float> logits, std::span<const double> class_years, double temperature) {
  Score result;
  result.probabilities = softmax(logits, temperature);
  const std::vector<float>& p = result.probabilities;
  result.top_class = static_cast<int>(std::max_element(p.begin(), p.end()) - p.begin());

  // Probabilities are rounded to fp32. Dividing by their sum keeps that error out of a year near 2000.
  double sum = 0, position = 0, mean = 0;
  for (std::size_t k = 0; k < p.size(); ++k) {
    sum += p[k];
    position += static_cast<double>(k) * p[k];
    mean += class_years[k] * p[k];
  }
  position /= sum, mean /= sum;

  result.modernity = position + 1;
  result.modernity_percent = p.size() > 1 ? 100 * position / static_cast<double>(p.size() - 1) : 0;
  result.expected_year = mean;
  return result;
}

std::vector<float> expected_year_gradient(const Score& score, std::span<const double> class_years,
                                          double temperature) {
  std::vector<float> gradient;
  gradient.reserve(class_years.size());
  for (std::size_t k = 0; k < class_years.size(); ++k) {
    gradient.push_back(
        static_cast<float>(score.probabilities[k] * (class_years[k] - score.expected_year) / temperature));
  }
  return gradient;
}

}  // namespace deepcars::score
