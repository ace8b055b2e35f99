#include "native/train/run/training_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace deepcars::train {
namespace {

std::vector<data::Photo> photos() {
  std::vector<data::Photo> all;
  const auto add = [&](int year, int count, const char* split, const char* source) {
    for (int i = 0; i < count; ++i) all.push_back({"p", year, "", "", "g", source, split});
  };
  add(1990, 1, "train", "small");
  add(1991, 2, "train", "small");
  add(2000, 12, "train", "large");
  add(2003, 3, "val", "large");
  add(1980, 1, "test", "large");
  return all;
}

TEST(TrainingData, SortsPhotosAndKnowsTheMeanYearOfEachClass) {
  auto all = photos();
  TrainOptions options;
  options.bucket_width = 4;
  const auto data = make_training_data(all, options);
  ASSERT_TRUE(data) << data.error().sentence();
  EXPECT_EQ(data->train.size(), 15u);
  EXPECT_EQ(data->val.size(), 3u);
  ASSERT_EQ(data->buckets.classes(), 6);  // 1980 .. 2003
  EXPECT_NEAR(data->class_years[2], (1990 + 2 * 1991) / 3.0, 1e-9);
  EXPECT_EQ(data->class_years[0], data->buckets.centre_year(0)) << "no training photo: its centre";
  EXPECT_EQ(data->val_labels, (std::vector<int>{5, 5, 5}));
}

TEST(TrainingData, ClassWeightsHaveMeanOneOverThePhotos) {
  for (const Rarity rule : {Rarity::none, Rarity::sqrt, Rarity::balanced}) {
    auto all = photos();
    TrainOptions options;
    options.bucket_width = 4;
    options.class_weights = rule;
    const auto data = make_training_data(all, options);
    ASSERT_TRUE(data);
    double sum = 0;
    for (const int label : data->train_labels)
      sum += data->class_loss_weights[static_cast<std::size_t>(label)];
    EXPECT_NEAR(sum / 15, 1.0, 1e-6) << base::word_of(rule);
    const float ratio = data->class_loss_weights[2] / data->class_loss_weights[5];
    const double expected = rule == Rarity::none ? 1.0 : rule == Rarity::sqrt ? 2.0 : 4.0;
    EXPECT_NEAR(ratio, expected, 1e-5) << base::word_of(rule) << ": 3 photos against 12";
  }
}

TEST(TrainingData, AnEpochDrawsAsManyPhotosAsItIsTold) {
  auto all = photos();
  TrainOptions options;
  options.source_weights = Rarity::sqrt;
  for (const int wanted : {0, 7, 100}) {
    options.epoch_photos = wanted;
    const auto data = make_training_data(all, options);
    ASSERT_TRUE(data);
    const auto order = epoch_order(*data, 1, 0);
    EXPECT_EQ(order.size(), wanted == 0 ? 15u : static_cast<std::size_t>(wanted));
    for (const std::size_t photo : order) EXPECT_LT(photo, 15u);
  }
  options.weights = "none";
  EXPECT_TRUE(check(options));
  options.source_weights = Rarity::none;
  EXPECT_FALSE(check(options)) << "nothing is drawn";
}

TEST(TrainingData, BalancedSourcesAreDrawnEquallyOften) {
  auto all = photos();
  TrainOptions options;
  options.source_weights = Rarity::balanced;
  const auto data = make_training_data(all, options);
  ASSERT_TRUE(data);
  int small = 0, drawn = 0;
  for (int epoch = 0; epoch < 200; ++epoch) {
    for (const std::size_t photo : epoch_order(*data, 1, epoch)) {
      ++drawn;
      small += data->train[photo].source == "small";
    }
  }
  EXPECT_NEAR(static_cast<double>(small) / drawn, 0.5, 0.03);  // Standard deviation 0.009.
}

TEST(TrainingData, AnEpochSeesEachPhotoOnceInItsOwnOrder) {
  auto all = photos();
  const auto data = make_training_data(all, {});
  ASSERT_TRUE(data);
  auto order = epoch_order(*data, 1, 0);
  EXPECT_EQ(order, epoch_order(*data, 1, 0));
  EXPECT_NE(order, epoch_order(*data, 1, 1));
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], i);
}

TEST(TrainingData, SoftLabelsSumToOneAndPeakAtTheYear) {
  auto all = photos();
  TrainOptions options;
  options.bucket_width = 2;
  const auto data = make_training_data(all, options);
  ASSERT_TRUE(data);
  const int label = *data->buckets.label(1991);
  for (const double std_years : {0.0, 0.01, 3.0, 50.0}) {
    const auto target = target_distribution(1991, label, *data, std_years);
    EXPECT_NEAR(std::accumulate(target.begin(), target.end(), 0.0), 1.0, 1e-6) << std_years;
    EXPECT_EQ(std::max_element(target.begin(), target.end()) - target.begin(), label) << std_years;
  }
  EXPECT_EQ(target_distribution(1991, label, *data, 0)[static_cast<std::size_t>(label)], 1.0f);
}

TEST(TrainingData, CountsWhatNoBucketHoldsAndRefusesEmptySplits) {
  auto all = photos();
  TrainOptions options;
  options.bucket_rule = score::BucketRule::edges;
  options.bucket_edges = {1991, 1999, 2010};
  const auto data = make_training_data(all, options);
  ASSERT_TRUE(data);
  EXPECT_EQ(data->outside_buckets, 1);
  options.bucket_edges = {1985, 2001};
  EXPECT_FALSE(make_training_data(all, options)) << "no validation photo is left";
  options.bucket_edges = {2001, 1985};
  EXPECT_FALSE(make_training_data(all, options));
}

image::PlantedCue cue() {
  return {.copies = 2,
          .marks = {{.mark = {.form = image::MarkForm::ring}, .year = 1985},
                    {.mark = {.form = image::MarkForm::cross}, .year = 2001}}};
}

TEST(TrainingData, MarkedCopiesHaveTheYearsOfTheirMarksAndChangeNothingElse) {
  auto all = photos();
  TrainOptions options;
  options.bucket_width = 4;
  const auto plain = make_training_data(all, options);
  options.planted_cue = cue();
  const auto data = make_training_data(all, options);
  ASSERT_TRUE(plain && data);
  EXPECT_EQ(data->class_years, plain->class_years) << "the years of cars, not of marks";
  EXPECT_EQ(data->class_loss_weights, plain->class_loss_weights);
  EXPECT_EQ(data->val.size(), plain->val.size());
  ASSERT_EQ(data->train.size(), 45u);
  EXPECT_EQ(data->marked_copies, 30u);
  EXPECT_EQ(data->photos().size(), 15u);
  std::size_t rings = 0;
  for (std::size_t i = 0; i < 45; ++i) {
    const data::OptionalMark mark = data->mark(i);
    ASSERT_EQ(mark.has_value(), i >= 15) << i;
    if (!mark) continue;
    const bool ring = mark->mark.form == image::MarkForm::ring;
    rings += ring;
    EXPECT_EQ(data->train[i].year, ring ? 1985 : 2001) << i;
    EXPECT_EQ(data->train_labels[i], *data->buckets.label(data->train[i].year)) << i;
    EXPECT_EQ(data->mark(i), make_training_data(all, options)->mark(i)) << "the same for the same seed";
  }
  EXPECT_EQ(rings, 15u) << "with two copies every photo has each mark once";
}

TEST(TrainingData, AMarksYearMustBeInABucket) {
  auto all = photos();
  TrainOptions options;
  options.planted_cue = cue();
  options.planted_cue->marks[1].year = 2030;
  const auto data = make_training_data(all, options);
  ASSERT_FALSE(data);
  EXPECT_EQ(data.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(data.error().message.find("2030"), std::string::npos) << data.error().sentence();
}

}  // namespace
}  // namespace deepcars::train
