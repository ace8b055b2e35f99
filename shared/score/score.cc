#include "shared/score/score.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace deepcars::score {
namespace {

/// Where the median lies: between the year of a class and that of the next. Half of a class's probability lies on
/// either side of its year.
struct MedianPlace {
  std::size_t below = 0;           ///< The class whose year is the one before the median.
  double probability_below = 0;    ///< The probability of everything before that year.
  double probability_between = 0;  ///< The probability of everything between the two years.
  double share = 0;                ///< How far the median is from the one year to the other, 0..1.
};

/// Precondition: at least two classes.
MedianPlace find_median(std::span<const float> probabilities) {
  double sum = 0;  // Probabilities are rounded to fp32.
  for (const float p : probabilities) sum += p;
  MedianPlace place{.probability_below = probabilities[0] / sum / 2};
  for (;; ++place.below) {
    place.probability_between = (probabilities[place.below] + probabilities[place.below + 1]) / sum / 2;
    const double up_to_next = place.probability_below + place.probability_between;
    if (up_to_next >= 0.5 || place.below + 2 == probabilities.size()) break;
    place.probability_below = up_to_next;
  }
  if (place.probability_between > 0) {
    place.share = std::clamp((0.5 - place.probability_below) / place.probability_between, 0.0, 1.0);
  }
  return place;
}

}  // namespace

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

  // Probabilities are rounded to fp32. Dividing by their sum keeps that error out of the score.
  double sum = 0, position = 0;
  for (std::size_t k = 0; k < p.size(); ++k) {
    sum += p[k];
    position += static_cast<double>(k) * p[k];
  }
  position /= sum;

  result.modernity = position + 1;
  result.modernity_percent = p.size() > 1 ? 100 * position / static_cast<double>(p.size() - 1) : 0;
  result.expected_year = class_years[0];
  if (p.size() > 1) {
    const MedianPlace median = find_median(p);
    result.expected_year = std::lerp(class_years[median.below], class_years[median.below + 1], median.share);
  }
  return result;
}

std::vector<float> expected_year_gradient(const Score& score, std::span<const double> class_years,
                                          double temperature) {
  const std::span<const float> p = score.probabilities;
  std::vector<float> gradient(p.size(), 0.0f);
  if (p.size() < 2) return gradient;
  const MedianPlace median = find_median(p);
  if (median.probability_between <= 0) return gradient;
  const double years = class_years[median.below + 1] - class_years[median.below];
  for (std::size_t k = 0; k < p.size(); ++k) {
    // The share of this class in probability_below and in probability_between.
    const double below = k < median.below ? 1 : k == median.below ? 0.5 : 0;
    const double between = k == median.below || k == median.below + 1 ? 0.5 : 0;
    gradient[k] = static_cast<float>(
        -years * p[k] / (median.probability_between * temperature) *
        (below - median.probability_below + median.share * (between - median.probability_between)));
  }
  return gradient;
}

}  // namespace deepcars::score
