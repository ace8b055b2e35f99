#include "native/train/loss.h"

#include <gtest/gtest.h>

#include <cmath>

namespace deepcars::train {
namespace {

constexpr double tolerance = 1e-5;  // fp32 sums of a few terms.
// A logit of -30 leaves the other classes e^-30, far below; the difference of two losses of up to 60 keeps
// 1e-5 of fp32.
constexpr double sure_tolerance = 1e-4;

/// One photo in each of three decades.
TrainingData three_decades() {
  TrainingData data = {.train_labels = {0, 1, 2},
                       .buckets = *score::YearBuckets::uniform(1990, 2019, 10),
                       .class_years = {1995, 2005, 2015},
                       .class_loss_weights = {1, 1, 1}};
  for (const int year : {1995, 2005, 2015}) data.train.push_back({.path = "", .year = year});
  return data;
}

/// The loss of one photo that is surely said to be of class `said`.
double sure_loss(const Loss& loss, std::int64_t photo, int said) {
  torch::Tensor logits = torch::full({1, 3}, -30.0);
  logits[0][said] = 0;
  return loss(logits, loss.targets(torch::tensor({photo})), 1).item<double>();
}

TEST(Loss, WithoutTheRankedPartIsCrossEntropy) {
  const TrainingData data = three_decades();
  const Loss loss(TrainOptions{}, data, torch::kCPU);
  const torch::Tensor logits = torch::tensor({{0.5f, -1.0f, 2.0f}, {0.0f, 0.0f, 0.0f}});
  const double expected =
      (std::log(std::exp(0.5) + std::exp(-1.0) + std::exp(2.0)) + 1.0 + std::log(3.0)) / 2;
  EXPECT_NEAR(loss(logits, loss.targets(torch::tensor({std::int64_t{1}, std::int64_t{0}})), 2).item<double>(),
              expected, tolerance);
}

TEST(Loss, TheRankedPartCountsTheYearsBetween) {
  const TrainingData data = three_decades();
  TrainOptions with;
  with.ranked_weight = 0.5;
  const Loss plain(TrainOptions{}, data, torch::kCPU), ranked(with, data, torch::kCPU);
  // All of the probability is `steps` decades away: the squared distance is 1 over that many decades.
  for (const int said : {0, 1, 2}) {
    EXPECT_NEAR(sure_loss(ranked, 0, said) - sure_loss(plain, 0, said), 0.5 * 10 * said, sure_tolerance)
        << said;
  }
}

TEST(Loss, OfTheWorkersPartsAddUpToTheBatch) {
  const TrainingData data = three_decades();
  TrainOptions options;
  options.ranked_weight = 0.1;
  options.label_smoothing_years = 8;
  const Loss loss(options, data, torch::kCPU);
  torch::manual_seed(1);
  const torch::Tensor logits = torch::randn({3, 3}), photos = torch::arange(3);
  const double whole = loss(logits, loss.targets(photos), 3).item<double>();
  const double parts = loss(logits.slice(0, 0, 2), loss.targets(photos.slice(0, 0, 2)), 3).item<double>() +
                       loss(logits.slice(0, 2), loss.targets(photos.slice(0, 2)), 3).item<double>();
  EXPECT_NEAR(parts, whole, tolerance);
}

TEST(Loss, MixedTargetsLieBetween) {
  const TrainingData data = three_decades();
  const Loss loss(TrainOptions{}, data, torch::kCPU);
  const auto of = [&](std::int64_t photo) { return loss.targets(torch::tensor({photo})); };
  const Targets mixed = mix(of(0), of(2), torch::tensor({0.75f}));
  EXPECT_TRUE(torch::allclose(mixed.probabilities, torch::tensor({{0.75f, 0.0f, 0.25f}})));
  // Cross-entropy is linear in the target.
  const torch::Tensor logits = torch::tensor({{0.3f, -0.2f, 1.1f}});
  EXPECT_NEAR(loss(logits, mixed, 1).item<double>(),
              0.75 * loss(logits, of(0), 1).item<double>() + 0.25 * loss(logits, of(2), 1).item<double>(),
              tolerance);
}

}  // namespace
}  // namespace deepcars::train
