#include "native/measure/drawn_car.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace deepcars::measure {
namespace {

constexpr int kSizePx = 64;
constexpr std::size_t kPixels = kSizePx * kSizePx;

bool differs(const DrawnCar& a, const DrawnCar& b, std::size_t pixel) {
  const auto at = static_cast<std::ptrdiff_t>(3 * pixel);
  return !std::equal(a.picture.rgb.begin() + at, a.picture.rgb.begin() + at + 3, b.picture.rgb.begin() + at);
}

std::size_t covered(const std::vector<std::uint8_t>& region) {
  return std::accumulate(region.begin(), region.end(), std::size_t{0});
}

TEST(DrawnCar, IsTheSameForTheSameSeedAndNoOther) {
  const DrawnCar car = draw_car(CarDesign(1), kSizePx, 3);
  ASSERT_EQ(car.picture.rgb.size(), 3 * kPixels);
  EXPECT_EQ(draw_car(CarDesign(1), kSizePx, 3).picture.rgb, car.picture.rgb);
  EXPECT_EQ(draw_car(CarDesign(1), kSizePx, 3).regions, car.regions);
  EXPECT_NE(draw_car(CarDesign(1), kSizePx, 4).picture.rgb, car.picture.rgb);
}

TEST(DrawnCar, AnExchangedPartChangesPixelsAndOnlyInItsRegion) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    for (const CarPart part : car_parts) {
      for (std::size_t from = 0; from < car_eras.size(); ++from) {
        const std::size_t to = (from + 1) % car_eras.size();
        const DrawnCar before = draw_car(CarDesign(from), kSizePx, seed);
        const DrawnCar after = draw_car(CarDesign(from).with(part, to), kSizePx, seed);
        std::size_t inside = 0, outside = 0;
        for (std::size_t i = 0; i < kPixels; ++i) {
          if (!differs(before, after, i)) continue;
          const bool in_region = before.region(part)[i] != 0 || after.region(part)[i] != 0;
          ++(in_region ? inside : outside);
        }
        EXPECT_GT(inside, 0u) << name(part) << " from " << from << " seed " << seed;
        EXPECT_EQ(outside, 0u) << name(part) << " from " << from << " seed " << seed;
      }
    }
  }
}

TEST(DrawnCar, RegionsOfPartsAreSmallerThanTheBodys) {
  for (std::size_t era = 0; era < car_eras.size(); ++era) {
    const DrawnCar car = draw_car(CarDesign(era), kSizePx, 1);
    for (const CarPart part : car_parts) {
      ASSERT_EQ(car.region(part).size(), kPixels);
      EXPECT_GT(covered(car.region(part)), 10u) << name(part) << " " << era;
      EXPECT_LT(covered(car.region(part)), kPixels / 2) << name(part) << " " << era;
      if (part != CarPart::body) {
        EXPECT_LT(covered(car.region(part)), covered(car.region(CarPart::body)) / 2)
            << name(part) << " " << era;
      }
    }
  }
}

TEST(DrawnCar, TheErasOfAPartAreAllDifferent) {
  for (const CarPart part : car_parts) {
    std::set<std::vector<std::uint8_t>> pictures;
    for (std::size_t era = 0; era < car_eras.size(); ++era)
      pictures.insert(draw_car(CarDesign(2).with(part, era), kSizePx, 1).picture.rgb);
    EXPECT_EQ(pictures.size(), car_eras.size()) << name(part);
  }
}

}  // namespace
}  // namespace deepcars::measure
