// Four photos with known answers, evaluated.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "native/measure/evaluation.h"
#include "shared/weights/metadata.h"

namespace deepcars::measure {

inline constexpr double kRounding = 1e-6;  // Probabilities are fp32.

/// A score with these probabilities, as score::score makes it.
inline score::Score score_of(const std::vector<float>& probabilities,
                             const std::vector<double>& class_years) {
  std::vector<float> logits;
  for (const float probability : probabilities) logits.push_back(std::log(probability));
  return score::score(logits, class_years, 1.0);
}

class EvaluationTest : public ::testing::Test {
 protected:
  score::YearBuckets buckets_ = score::YearBuckets::uniform(2000, 2005, 2).value();
  std::vector<double> class_years_ = weights::centre_years(buckets_);  // 2000.5, 2002.5, 2004.5
  // Expected years 2000.5 + 2 * 0.15 / 0.45 = 2001 1/6, 2002.5 + 2 * 0.15 / 0.4 = 2003.25, 2001 1/6 twice;
  // modernity 1.4, 2.3, 1.4.
  // Ranges 2000-2002, 2002-2005, 2000-2002.
  std::vector<EvaluatedPhoto> photos_ = with_ranges(
      {{"a.jpg", "street", {2000, 0}, score_of({0.7f, 0.2f, 0.1f}, class_years_), "Opel", "Astra", "astra"},
       {"b.jpg", "street", {2005, 2}, score_of({0.2f, 0.3f, 0.5f}, class_years_), "Opel", "Corsa", "corsa"},
       {"c, d.jpg", "", {2003, 1}, score_of({0.7f, 0.2f, 0.1f}, class_years_)},
       {"e.jpg", "museum", {1990, std::nullopt}, score_of({0.7f, 0.2f, 0.1f}, class_years_)}});
  BaselineStatistics statistics_ = baseline_statistics(std::vector<int>{2000, 2001, 2002}, buckets_);
  Evaluation evaluation_ = evaluate(photos_, statistics_, buckets_, class_years_);

 private:
  std::vector<EvaluatedPhoto> with_ranges(std::vector<EvaluatedPhoto> photos) const {
    for (EvaluatedPhoto& photo : photos)
      photo.ranges = score::year_ranges(photo.score.probabilities, buckets_, 0.8);
    return photos;
  }
};

}  // namespace deepcars::measure
