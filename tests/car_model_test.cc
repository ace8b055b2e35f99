// A photo's whole path, with all kernels.
#include "shared/car_model.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/explain/gradient.h"
#include "tests/numeric_check.h"
#include "tests/random_model.h"
#include "tests/thread_counts.h"

namespace deepcars {
namespace {

constexpr int classes = 4, size_px = 48;
// Twenty layers deep, the rounding of each is amplified a little by the next.
constexpr double rounding_tolerance = 1e-4;

class CarModelTest : public ::testing::Test {
 protected:
  static CarModel load(const weights::ModelFile& file) {
    return std::move(*CarModel::load(*weights::write_model_file(file, weights::Storage::fp32)));
  }

  /// A bright square before a sky: along each row of the sky all pixels are equal.
  static image::Image photo() {
    image::Image photo{70, 50, {}};
    for (int y = 0; y < photo.height_px; ++y)
      for (int x = 0; x < photo.width_px; ++x) {
        const bool inside = x >= 20 && x < 40 && y >= 10 && y < 25;
        for (int c = 0; c < 3; ++c)
          photo.rgb.push_back(static_cast<std::uint8_t>(inside ? 240 - 20 * c : 3 * y));
      }
    return photo;
  }

  CarModel model_ = load(testing::random_model(classes, size_px, 11));
  nn::ThreadPool pool_{testing::max_threads};
};

TEST(CarModelLoad, ManyThreadsLoadTheModelThatOneLoads) {
  const weights::ModelFile file = testing::random_model(classes, size_px, 12);
  const nn::Tensor input{{1, 3, size_px, size_px}, std::vector<float>(3 * size_px * size_px, 0.5f)};
  for (const auto storage : {weights::Storage::fp32, weights::Storage::fp16, weights::Storage::int8}) {
    const auto bytes = weights::write_model_file(file, storage);
    std::vector<float> logits;
    for (const int threads : testing::thread_counts) {
      nn::ThreadPool pool(threads);
      const auto model = CarModel::load(*bytes, pool);
      ASSERT_TRUE(model) << model.error().message;
      const std::vector<float> again = model->network().forward(input, pool).logits.values;
      if (logits.empty()) logits = again;
      EXPECT_EQ(again, logits) << threads << " threads";
    }
  }
}

TEST(CarModelLoad, NamesTheTensorWithAnImpossibleValue) {
  weights::ModelFile file = testing::random_model(classes, size_px, 13);
  auto bytes = *weights::write_model_file(file, weights::Storage::fp32);
  // The last tensor by name lies at the end.
  const std::string last = file.tensors.rbegin()->first;
  std::fill(bytes.end() - 4, bytes.end(), std::uint8_t{0xff});  // a NaN
  nn::ThreadPool pool(testing::max_threads);
  const auto model = CarModel::load(bytes, pool);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::weights_damaged);
  EXPECT_NE(model.error().message.find(last), std::string::npos) << model.error().message;
}

/// A model, and what it becomes with another last layer, another bias in the middle and another name.
struct PatchedPair {
  weights::ModelFile base = testing::random_model(classes, size_px, 14), changed = base;
  std::vector<std::uint8_t> base_bytes, patch;

  PatchedPair() {
    base.metadata.id = changed.metadata.id = "0123";
    changed.metadata.model_name = "changed";
    for (const char* name : {"fc.weight", "layer4.0.conv1.weight", "layer2.1.conv2.bias"})
      for (float& value : changed.tensors.at(name).values) value += 0.01f;
    base_bytes = *weights::write_model_file(base, weights::Storage::fp32);
    patch = *weights::write_patch(changed, base, weights::Storage::fp32);
  }
};

TEST_F(CarModelTest, AModelInMemoryIsPatchedAsOneThatIsLoadedWithItsPatch) {
  const PatchedPair pair;
  CarModel base = *CarModel::load(pair.base_bytes);
  const auto logits = [&](const CarModel& model) { return model.predict_traced(photo(), pool_).logits; };
  const auto gradient = [&](const CarModel& model) {
    const Prediction prediction = model.predict_traced(photo(), pool_);
    return *model.input_gradient(prediction, nn::ReluRule::gradient, {}, pool_);
  };
  const auto before = logits(base), gradient_before = gradient(base);
  auto patched = base.patched(pair.patch);
  ASSERT_TRUE(patched) << patched.error().sentence();
  const auto together = CarModel::load(pair.base_bytes, pair.patch);
  EXPECT_EQ(patched->metadata().model_name, "changed");
  EXPECT_EQ(logits(*patched), logits(*together));
  EXPECT_NE(logits(*patched), before);
  EXPECT_EQ(gradient(*patched), gradient(*together));
  // Either model frees what only its own maps needed.
  patched->release_backward();
  base.release_backward();
  EXPECT_EQ(gradient(*patched), gradient(*together));
  EXPECT_EQ(gradient(base), gradient_before);
  EXPECT_EQ(logits(base), before) << "the layers that differ are not shared";
  EXPECT_EQ(gradient(base), gradient_before);
  ASSERT_TRUE(patched->familiarity());
}

TEST_F(CarModelTest, APatchOfAnotherModelOrADamagedOneIsRefused) {
  PatchedPair pair;
  EXPECT_EQ(model_.patched(pair.patch).error().code, ErrorCode::weights_unsupported);
  const CarModel base = *CarModel::load(pair.base_bytes);
  EXPECT_EQ(base.patched(pair.base_bytes).error().code, ErrorCode::weights_unsupported) << "no patch";
  std::fill(pair.patch.end() - 4, pair.patch.end(), std::uint8_t{0xff});  // a NaN
  EXPECT_EQ(base.patched(pair.patch).error().code, ErrorCode::weights_damaged);
}

TEST_F(CarModelTest, ATracedPredictionIsExplainedWithTheKernelsThatMadeIt) {
  const explain::Target target{explain::Target::Kind::given_class, 1};
  nn::Tensor seed = nn::Tensor::zeros({1, classes});
  seed.values[1] = 1;
  const nn::Tensor input{{1, 3, size_px, size_px}, image::preprocess(photo(), model_.metadata().input)};
  for (const nn::Kernels kernels :
       {nn::Kernels::reference, nn::Kernels::fast, nn::Kernels::portable, nn::Kernels::fast_portable_stem}) {
    const Prediction prediction = model_.predict_traced(photo(), pool_, kernels);
    const auto gradient = model_.input_gradient(prediction, nn::ReluRule::gradient, target, pool_);
    ASSERT_TRUE(gradient);

    nn::TracePtr trace;
    const nn::ResNet18& network = model_.network();
    EXPECT_EQ(prediction.logits, network.forward(input, pool_, trace, kernels).logits.values);
    EXPECT_EQ(*gradient, network.input_backward(*trace, seed, nn::ReluRule::gradient, pool_, kernels).values);
  }
}

TEST_F(CarModelTest, WithAPortableStemAFlatPhotoIsExplainedAlmostAsWithThePortableKernels) {
  const auto gradient = [&](nn::Kernels kernels) {
    const Prediction prediction = model_.predict_traced(photo(), pool_, kernels);
    return *model_.input_gradient(prediction, nn::ReluRule::gradient, {}, pool_);
  };
  EXPECT_TRUE(testing::close(gradient(nn::Kernels::portable), gradient(nn::Kernels::fast_portable_stem),
                             rounding_tolerance, "gradient"));
}

TEST_F(CarModelTest, AnInputThatIsReadyIsScoredAsItsPhoto) {
  const Prediction photo_prediction = model_.predict_traced(photo(), pool_);
  const Prediction prediction =
      model_.answer(model_.network().forward(photo_prediction.input, pool_, photo_prediction.kernels), 0);
  EXPECT_EQ(prediction.logits, photo_prediction.logits);
  EXPECT_EQ(score::text(prediction.ranges), score::text(photo_prediction.ranges));
  ASSERT_TRUE(prediction.familiarity);
  EXPECT_EQ(prediction.familiarity->share, photo_prediction.familiarity->share);
}

TEST_F(CarModelTest, RangesAndFamiliarityFollowFromScoreAndFeatures) {
  const Prediction prediction = model_.predict_traced(photo(), pool_, nn::Kernels::portable);
  const weights::ModelMetadata& metadata = model_.metadata();
  const auto ranges =
      score::year_ranges(prediction.score.probabilities, metadata.year_buckets, metadata.range_mass);
  EXPECT_EQ(score::text(prediction.ranges), score::text(ranges));
  ASSERT_TRUE(prediction.familiarity && model_.familiarity());
  EXPECT_EQ(prediction.familiarity->share, model_.familiarity()->of(prediction.layer3).share);
  EXPECT_EQ(prediction.layer4.size(), 512u);
}

TEST_F(CarModelTest, APredictionWithoutATraceCannotBeExplained) {
  const std::vector<image::Image> photos = {photo()};
  const auto predictions = model_.predict(photos, pool_);
  const auto explained = model_.explain(predictions[0], explain::methods().front(), {}, pool_);
  ASSERT_FALSE(explained);
  EXPECT_EQ(explained.error().code, ErrorCode::invalid_argument);
}

TEST_F(CarModelTest, ABucketThatTheModelLacksCannotBeExplained) {
  const Prediction prediction = model_.predict_traced(photo(), pool_);
  const explain::Target target{.kind = explain::Target::Kind::given_class, .class_index = classes};
  EXPECT_FALSE(model_.input_gradient(prediction, nn::ReluRule::gradient, target, pool_));
  for (const explain::Method& method : explain::methods()) {
    const auto begun = model_.begin_explanation(prediction, method, target);
    ASSERT_FALSE(begun) << method.name;
    EXPECT_EQ(begun.error().code, ErrorCode::invalid_argument);
  }
}

TEST_F(CarModelTest, TheGradientMapReducesTheInputGradient) {
  const Prediction prediction = model_.predict_traced(photo(), pool_);
  const explain::Target target{.kind = explain::Target::Kind::expected_year};
  const auto gradient = model_.input_gradient(prediction, nn::ReluRule::gradient, target, pool_);
  const auto guided = model_.input_gradient(prediction, nn::ReluRule::guided, target, pool_);
  std::vector<float> map(size_px * size_px);
  const auto drawn = [&](const char* method) {
    return model_.explain(prediction, *explain::find_method(method), target, pool_)->map.values;
  };
  explain::largest_magnitude(*gradient, map);
  EXPECT_EQ(drawn("gradient"), map);
  explain::channel_sum(*gradient, map);
  EXPECT_EQ(drawn("signed-gradient"), map);
  explain::largest_positive_part(*guided, map);
  EXPECT_EQ(drawn("guided-backpropagation"), map);
}

TEST_F(CarModelTest, SteppingByHandEndsWithTheMapOfExplain) {
  const Prediction prediction = model_.predict_traced(photo(), pool_);
  const explain::Method& method = *explain::find_method("integrated-gradients");
  const explain::MethodOptions options{.samples = 3};
  const auto begun = model_.begin_explanation(prediction, method, {}, options);
  ASSERT_TRUE(begun);
  int steps = 0;
  for (; !(*begun)->is_finished(); ++steps) (*begun)->step(pool_);
  EXPECT_EQ(steps, 4);  // The two ends of the line are one step.
  EXPECT_EQ((*begun)->so_far().map.values,
            model_.explain(prediction, method, {}, pool_, options)->map.values);
}

TEST_F(CarModelTest, AnAnswerThatIsNotANumberIsRefused) {
  EXPECT_TRUE(finite_answer(model_.predict_traced(photo(), pool_)));
  weights::ModelFile file = testing::random_model(classes, size_px, 3);
  for (auto& [name, tensor] : file.tensors)
    for (float& value : tensor.values) value *= 1e30f;
  const CarModel overflowing = *CarModel::load(*weights::write_model_file(file, weights::Storage::fp32));
  const std::vector<image::Image> photos = {photo()};
  const auto traced = finite_answer(overflowing.predict_traced(photo(), pool_));
  const auto plain = finite_answer(std::move(overflowing.predict(photos, pool_).front()));
  for (const auto* answer : {&traced, &plain}) {
    ASSERT_FALSE(*answer);
    EXPECT_EQ(answer->error().code, ErrorCode::weights_damaged);
  }
}

}  // namespace
}  // namespace deepcars
