#include "native/train/run/validation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "shared/random.h"

namespace deepcars::train {
namespace {

TEST(Temperature, FindsTheScaleThatLogitsWereMultipliedBy) {
  // Labels drawn from softmax(logits): those logits are calibrated, and s times as large need temperature s.
  Random random(9);
  constexpr std::size_t photos = 20'000, classes = 4;
  std::vector<float> logits(photos * classes);
  std::vector<int> labels;
  for (std::size_t i = 0; i < photos; ++i) {
    double sum = 0;
    std::vector<double> weights;
    for (std::size_t k = 0; k < classes; ++k) {
      logits[i * classes + k] = static_cast<float>(random.uniform(-2, 2));
      weights.push_back(std::exp(logits[i * classes + k]));
      sum += weights.back();
    }
    double draw = random.uniform() * sum;
    int label = 0;
    while (label < 3 && (draw -= weights[static_cast<std::size_t>(label)]) > 0) ++label;
    labels.push_back(label);
  }
  for (const double scale : {0.5, 1.0, 3.0}) {
    auto scaled = logits;
    for (float& value : scaled) value = static_cast<float>(value * scale);
    EXPECT_NEAR(fit_temperature(scaled, labels) / scale, 1.0, 0.05) << scale;
  }
}

TEST(RangeMass, MakesRangesHoldEightInTenYears) {
  // The model is too sure: years are drawn from flatter probabilities than those that it gives.
  const auto buckets = *score::YearBuckets::uniform(1900, 1999, 10);
  Random random(4);
  std::vector<std::vector<float>> said;
  std::vector<int> years;
  for (int i = 0; i < 3000; ++i) {
    const double centre = random.uniform(1920, 1980);
    const auto bell = [&](double width) {
      std::vector<float> probabilities;
      for (int k = 0; k < 10; ++k) {
        probabilities.push_back(
            static_cast<float>(std::exp(-std::pow((buckets.centre_year(k) - centre) / width, 2))));
      }
      return probabilities;
    };
    said.push_back(bell(10));
    const std::vector<float> truth = bell(20);
    double sum = 0;
    for (const float value : truth) sum += value;
    double draw = random.uniform() * sum;
    int bucket = 0;
    while (bucket < 9 && (draw -= truth[static_cast<std::size_t>(bucket)]) > 0) ++bucket;
    years.push_back(buckets.years(bucket).first + static_cast<int>(random.below(10)));
  }
  const double mass = fit_range_mass(said, years, buckets);
  EXPECT_GT(mass, 0.85);
  double held = 0;
  for (std::size_t i = 0; i < years.size(); ++i) {
    held += score::contains(score::year_ranges(said[i], buckets, mass), years[i]);
  }
  EXPECT_NEAR(held / 3000, 0.8, 0.02);
}

TEST(Validate, CountsHitsNeighboursAndYearsPerDecade) {
  TrainingData data{.val_labels = {0, 0, 0, 2},
                    .buckets = *score::YearBuckets::uniform(1990, 2019, 10),
                    .class_years = {1995, 2005, 2015}};
  for (const int year : {1995, 1995, 1995, 2015}) data.val.push_back({"", year, "", "", "", "", ""});
  // Three photos of the nineties: right, one off, two off; the one of the 2010s is right. All quite sure.
  const float s = 200;
  const std::vector<float> logits = {s, 0, 0, 0, s, 0, 0, 0, s, 0, 0, s};
  const Validation found = validate(logits, data);
  EXPECT_DOUBLE_EQ(found.accuracy, 0.5);
  EXPECT_DOUBLE_EQ(found.within_one, 0.75);
  EXPECT_NEAR(found.loss, 100, 1e-3);
  EXPECT_NEAR(found.temperature, 20, 0.1) << "overconfident: the end of the range";
  EXPECT_NEAR(found.mae_years, 7.5, 0.1);
  EXPECT_NEAR(found.macro_mae_years, 5.0, 0.1);
  EXPECT_NEAR(found.calibration_error, 0.5, 0.01) << "quite sure, and right half of the time";
  EXPECT_NEAR(found.rank_correlation, 2 / std::sqrt(13.5), 1e-9) << "of ranks 1 2 3.5 3.5 and 2 2 2 4";
}

}  // namespace
}  // namespace deepcars::train
