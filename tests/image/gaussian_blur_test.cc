#include "shared/image/gaussian_blur.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "tests/numeric_check.h"
#include "tests/random.h"

namespace deepcars::image {
namespace {

// Sums in double, rounded to fp32 once for each direction.
constexpr double rounding_tolerance = 1e-6;

/// The position on a line that goes back and forth over 0..length-1.
int reflected(int position, int length) {
  while (position < 0 || position >= length) {
    if (length == 1) return 0;
    position = position < 0 ? -position : 2 * (length - 1) - position;
  }
  return position;
}

/// The definition: every pixel is a weighted mean over a square of pixels around it, of one plane.
std::vector<float> blur_by_definition(const std::vector<float>& plane, int height, int width,
                                      double sigma_px) {
  const int radius = static_cast<int>(std::ceil(4 * sigma_px));
  std::vector<float> result;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      double sum = 0, weights = 0;
      for (int down = -radius; down <= radius; ++down) {
        for (int right = -radius; right <= radius; ++right) {
          const double weight = std::exp(-(down * down + right * right) / (2 * sigma_px * sigma_px));
          sum += weight * plane[static_cast<std::size_t>(reflected(y + down, height) * width +
                                                         reflected(x + right, width))];
          weights += weight;
        }
      }
      result.push_back(static_cast<float>(sum / weights));
    }
  }
  return result;
}

TEST(GaussianBlur, IsTheDefinitionOnRandomShapes) {
  testing::Random random(17);
  for (int trial = 0; trial < 12; ++trial) {
    // Some pictures are much smaller than the blur, so that it is reflected more than once.
    const int height = random.between(1, 14), width = random.between(1, 14);
    const double sigma_px = 0.3 + 0.4 * trial;
    const auto plane = random.values(static_cast<std::size_t>(height * width));
    EXPECT_TRUE(testing::close(blur_by_definition(plane, height, width, sigma_px),
                               gaussian_blur(plane, height, width, sigma_px), rounding_tolerance,
                               testing::case_text(17, {{"trial", trial}, {"H", height}, {"W", width}})));
  }
}

TEST(GaussianBlur, PlanesDoNotMix) {
  testing::Random random(18);
  const int height = 7, width = 9;
  std::vector<float> both, expected;
  for (int plane = 0; plane < 2; ++plane) {
    const auto one = random.values(static_cast<std::size_t>(height * width));
    const auto blurred = gaussian_blur(one, height, width, 1.5);
    both.insert(both.end(), one.begin(), one.end());
    expected.insert(expected.end(), blurred.begin(), blurred.end());
  }
  EXPECT_EQ(gaussian_blur(both, height, width, 1.5), expected);
}

TEST(GaussianBlur, APointBecomesABellOfTheSameWeight) {
  const int size = 41, middle = 20;
  std::vector<float> point(static_cast<std::size_t>(size * size));
  const auto at = [&](int y, int x) { return static_cast<std::size_t>(y * size + x); };
  point[at(middle, middle)] = 1;
  const std::vector<float> bell = gaussian_blur(point, size, size, 2);
  EXPECT_NEAR(std::accumulate(bell.begin(), bell.end(), 0.0), 1, 1e-5);
  // One standard deviation from the middle, exp(-1/2) of its height.
  EXPECT_NEAR(bell[at(middle, middle + 2)] / bell[at(middle, middle)], std::exp(-0.5), 1e-4);
  EXPECT_FLOAT_EQ(bell[at(middle + 3, middle)], bell[at(middle, middle - 3)]);
  EXPECT_EQ(bell[at(middle, middle + 9)], 0) << "beyond four standard deviations";
}

}  // namespace
}  // namespace deepcars::image
