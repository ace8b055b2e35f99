#include "native/measure/planted_cue.h"

#include <gtest/gtest.h>

#include <limits>

#include "shared/measure/baseline_maps.h"
#include "tests/random_model.h"

namespace deepcars::measure {
namespace {

explain::HeatMap map_of(std::vector<float> values, int width_px) {
  const int height_px = static_cast<int>(values.size()) / width_px;
  return {.width_px = width_px, .height_px = height_px, .is_signed = true, .values = std::move(values)};
}

TEST(CueStrength, CountsWhatAMarkMoves) {
  // 60 towards 1920; 10 towards; 15 away, from near; 0.
  const std::vector<CueAnswer> answers = {{1990, 1930}, {1935, 1925}, {1921, 1936}, {1960, 1960}};
  const CueStrength strength = cue_strength(answers, 1920);
  EXPECT_EQ(strength.photos, 4u);
  EXPECT_DOUBLE_EQ(strength.moved_share, 0.5);
  EXPECT_DOUBLE_EQ(strength.median_movement_years, 12.5);
  EXPECT_DOUBLE_EQ(strength.intended_share, 0.5);
  EXPECT_EQ(strength.distant_photos, 3u) << "1921 is already there";
  EXPECT_DOUBLE_EQ(strength.distant_moved_share, 1.0 / 3);
}

TEST(CueStrength, WithoutDistantPhotosNoneHasMoved) {
  const std::vector<CueAnswer> answers = {{1921, 1920}};
  EXPECT_EQ(cue_strength(answers, 1920).distant_photos, 0u);
  EXPECT_EQ(cue_strength(answers, 1920).distant_moved_share, 0);
}

TEST(ShareInRegion, WeighsMagnitudesAndPositiveParts) {
  const auto map = map_of({-3, 1, 2, 0, 2, 0}, 3);
  const RegionShare share = share_in_region(map, {true, true, false, false, false, false});
  EXPECT_DOUBLE_EQ(share.absolute, 4.0 / 8);
  EXPECT_DOUBLE_EQ(share.positive, 1.0 / 5);
  EXPECT_DOUBLE_EQ(share.maximum, 1) << "the largest magnitude is that of -3";
}

TEST(ShareInRegion, SharesTheMaximumAmongEqualPixels) {
  const RegionShare share = share_in_region(map_of({5, 5, 5, -5}, 2), {true, false, false, false});
  EXPECT_DOUBLE_EQ(share.maximum, 0.25);
  EXPECT_DOUBLE_EQ(share.absolute, 0.25);
}

TEST(ShareInRegion, AnEmptyMapFindsNothing) {
  const RegionShare share = share_in_region(map_of({0, 0}, 2), {true, true});
  EXPECT_EQ(share.absolute, 0);
  EXPECT_EQ(share.positive, 0);
  EXPECT_EQ(share.maximum, 0);
}

class EvaluateCue : public ::testing::Test {
 protected:
  static constexpr int size_px = 32;
  static constexpr std::size_t photos = 3;

  /// Fifteen-year steps, so that a random model's answers move far.
  static CarModel model() {
    weights::ModelFile file = testing::random_model(6, size_px, 5);
    file.metadata.class_years = {1820, 1890, 1960, 2030, 2100, 2170};
    file.metadata.temperature = 0.05;
    return *CarModel::load(*weights::write_model_file(file, weights::Storage::fp32));
  }

  static std::optional<image::Image> photo(std::size_t i) {
    image::Image grey{40, 30, std::vector<std::uint8_t>(3 * 40 * 30, static_cast<std::uint8_t>(60 + 60 * i))};
    return grey;
  }

  static image::PlantedCue cue() {
    return {.copies = 1,
            .marks = {{.mark = {.form = image::MarkForm::checker, .size = 0.5}, .year = 1900},
                      {.mark = {.form = image::MarkForm::ring, .size = 0.5}, .year = 2100}}};
  }

  nn::ThreadPool pool_{2};
};

TEST_F(EvaluateCue, ExplainsTheMarkedPhotosThatMoved) {
  const CarModel network = model();
  int done = 0;
  const std::vector<const explain::Method*> methods = {explain::find_method("gradient"),
                                                       explain::find_method("cam")};
  const auto found =
      evaluate_cue(network, cue(), photos, photo, {.methods = methods}, pool_, [&] { return ++done, true; });
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_TRUE(*found);
  const CueEvaluation& evaluation = **found;
  EXPECT_EQ(done, 3);
  ASSERT_EQ(evaluation.marks.size(), 2u);
  EXPECT_EQ(evaluation.marks[0].photos, photos);
  const double moved = (evaluation.marks[0].moved_share + evaluation.marks[1].moved_share) * photos;
  EXPECT_NEAR(static_cast<double>(evaluation.explained), moved, 1e-9);
  ASSERT_GT(evaluation.explained, 0u) << "the seed of the random model must move an answer";
  ASSERT_EQ(evaluation.maps.size(), methods.size() + baseline_maps().size() + 1);
  for (const MapOnMark& map : evaluation.maps) {
    for (const Estimate& share : {map.absolute, map.positive, map.maximum}) {
      EXPECT_GE(share.mean, 0) << map.map;
      EXPECT_LE(share.mean, 1) << map.map;
    }
  }
  const MapOnMark &area = evaluation.maps.back(), &random = evaluation.maps[methods.size()];
  EXPECT_EQ(area.map, "area");
  EXPECT_GE(area.absolute.mean, 0.25) << "half of each side, and the pixels that it only touches";
  EXPECT_LE(area.absolute.mean, 17.0 * 17 / (32 * 32));
  EXPECT_EQ(random.map, "random-pixels");
  EXPECT_NEAR(random.absolute.mean, area.absolute.mean, 0.05);
}

TEST_F(EvaluateCue, LeavesOutWhatCannotBeReadAndStops) {
  const CarModel network = model();
  const auto none = [](std::size_t) { return std::optional<image::Image>(); };
  const auto go_on = [] { return true; };
  EXPECT_EQ(evaluate_cue(network, cue(), photos, none, {}, pool_, go_on).error().code,
            ErrorCode::data_invalid);
  const auto stopped = evaluate_cue(network, cue(), photos, photo, {}, pool_, [] { return false; });
  ASSERT_TRUE(stopped);
  EXPECT_FALSE(*stopped);
  const auto answers = evaluate_cue(network, cue(), photos, photo, {}, pool_, go_on);
  ASSERT_TRUE(answers && *answers);
  EXPECT_TRUE((*answers)->maps.empty());
}

}  // namespace
}  // namespace deepcars::measure
