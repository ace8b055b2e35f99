#include "shared/explain/place.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

#include "shared/explain/tile_grid.h"

namespace deepcars::explain {
namespace {

constexpr int size_px = 70;  // Ten pixels for each of seven tiles.

HeatMap map_of(bool is_signed, auto&& value) {
  HeatMap map{.width_px = size_px, .height_px = size_px, .is_signed = is_signed, .values = {}};
  for (int y = 0; y < size_px; ++y)
    for (int x = 0; x < size_px; ++x) map.values.push_back(static_cast<float>(value(x, y)));
  return map;
}

HeatMap rectangle(int left, int top, int right, int bottom) {
  return map_of(false,
                [=](int x, int y) { return x >= left && x < right && y >= top && y < bottom ? 1 : 0; });
}

const Method& method(const char* name) { return *find_method(name); }
const Target year = {.kind = Target::Kind::expected_year};

TEST(Place, SaysHowMuchOfThePhotoHoldsHalfOfTheWeight) {
  // A rectangle of 20 x 20 of 4,900 pixels: half of it is 4.1 % of the photo.
  const auto found = place(rectangle(0, 50, 20, 70));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->area, 200.0 / 4900, 1e-9);
  EXPECT_EQ(place_sentence(rectangle(0, 50, 20, 70)),
            "Half of the map's weight lies in 4.1 % of the photo, mostly lower left.");
}

TEST(Place, NamesNinePartsOfThePhoto) {
  const std::vector<std::string> parts = {"upper left",         "upper middle",  "upper right",
                                          "left of the middle", "in the middle", "right of the middle",
                                          "lower left",         "lower middle",  "lower right"};
  for (int i = 0; i < 9; ++i) {
    const int left = i % 3 * 23 + 5, top = i / 3 * 23 + 5;
    EXPECT_EQ(place(rectangle(left, top, left + 10, top + 10))->where,
              "mostly " + parts[static_cast<std::size_t>(i)]);
  }
}

TEST(Place, NamesAThirdWhereNoSinglePartHasHalf) {
  EXPECT_EQ(place(rectangle(0, 0, 70, 20))->where, "mostly in the upper third");
  EXPECT_EQ(place(rectangle(0, 50, 70, 70))->where, "mostly in the lower third");
  EXPECT_EQ(place(rectangle(50, 0, 70, 70))->where, "mostly in the right third");
}

TEST(Place, AFlatMapIsSpreadOverThePhotoAndAMapOfZerosIsNowhere) {
  // Scattered, so that the heavier half is everywhere too.
  EXPECT_EQ(place(map_of(false, [](int x, int y) { return 1 + (x * 7 + y * 13) % 5; }))->where,
            "spread over the photo");
  const HeatMap zeros = rectangle(0, 0, 0, 0);
  EXPECT_FALSE(place(zeros));
  EXPECT_EQ(place_sentence(zeros), "The map is zero everywhere.");
}

TEST(Place, WeightIgnoresTheSign) {
  const HeatMap map = map_of(true, [](int x, int) { return x < 35 ? -1 : 1; });
  const std::vector<double> shares = weight_shares(map, 1, 2);
  EXPECT_DOUBLE_EQ(shares[0], 0.5);
  EXPECT_DOUBLE_EQ(shares[1], 0.5);
}

TEST(TileWords, ThereIsOneForEachTileRowByRow) {
  const auto words = tile_words(method("gradient"), year, "", rectangle(10, 20, 20, 30));
  ASSERT_EQ(words.size(), 49u);
  EXPECT_EQ(words[2 * tiles_per_side + 1].brief, "100 %");
  EXPECT_EQ(words[2 * tiles_per_side + 1].sentence, "100 % of the map's weight lies here.");
  EXPECT_EQ(words[0].brief, "0.0 %");
}

TEST(TileWords, AnAmountForAPlaceIsTheMeanOverTheTile) {
  const HeatMap map = map_of(true, [](int x, int y) {
    return x < 10 && y < 10 ? 6.1 : x < 20 && y < 10 ? -2 : 0;
  });
  const auto hidden = tile_words(method("occlusion"), year, "", map);
  EXPECT_EQ(hidden[0].brief, "+6.1");
  EXPECT_EQ(hidden[0].sentence,
            "This place makes the answer newer by 6.1 years: hiding it moves the answer by -6.1 years.");
  EXPECT_EQ(hidden[1].sentence,
            "This place makes the answer older by 2.0 years: hiding it moves the answer by +2.0 years.");
  const auto shared = tile_words(method("shapley-tiles"), year, "", map);
  EXPECT_EQ(shared[0].sentence, "This place makes the answer newer by 6.1 years.");
  const auto bucket = tile_words(method("occlusion"), {}, "1957-1959", map);
  EXPECT_EQ(bucket[1].sentence, "This place speaks against 1957-1959 by 2.0 logits.");
}

TEST(TileWords, AnAmountForAPixelIsAddedUp) {
  const HeatMap map = map_of(true, [](int x, int y) { return x < 10 && y < 10 ? 0.03 : 0; });
  EXPECT_EQ(tile_words(method("integrated-gradients"), year, "", map)[0].brief, "+3.0");
  EXPECT_EQ(tile_words(method("integrated-gradients"), year, "", map)[1].brief, "0.0");
}

}  // namespace
}  // namespace deepcars::explain
