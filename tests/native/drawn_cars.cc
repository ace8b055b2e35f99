#include "tests/native/drawn_cars.h"

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "shared/random.h"

namespace deepcars::testing {
namespace {

cv::Scalar random_color(Random& random, double low, double high) {
  return {random.uniform(low, high), random.uniform(low, high), random.uniform(low, high)};
}

cv::Mat draw_car(int year, Random& random) {
  // 0: an upright carriage with thin wheels; 1: a low wedge.
  const double modern = std::clamp((year - 1920) / 100.0, 0.0, 1.0);
  cv::Mat picture(110, 160, CV_8UC3, random_color(random, 120, 240));
  cv::rectangle(picture, {0, 85, 160, 25}, random_color(random, 60, 120), cv::FILLED);
  const int ground = 88 + static_cast<int>(random.below(6));
  const int left = 22 + static_cast<int>(random.below(12));
  const int length = 100 + static_cast<int>(15 * modern);
  const int body = static_cast<int>(30 - 8 * modern);
  const int cabin = static_cast<int>(34 - 16 * modern);
  const int wheel = static_cast<int>(14 - 3 * modern);
  const int slant = static_cast<int>(28 * modern);
  const cv::Scalar paint = random_color(random, 20, 200);
  const int sill = ground - wheel;
  cv::rectangle(picture, {left, sill - body, length, body}, paint, cv::FILLED);
  const int roof = sill - body - cabin;
  const std::vector<cv::Point> glasshouse = {{left + 25, sill - body},
                                             {left + 25 + slant / 2, roof},
                                             {left + length - 20 - slant / 2, roof},
                                             {left + length - 10, sill - body}};
  cv::fillConvexPoly(picture, glasshouse, paint * 0.7);
  cv::rectangle(picture, {left + 38, roof + 4, length - 72, std::max(cabin - 8, 3)}, {200, 190, 180},
                cv::FILLED);
  for (const int x : {left + 20, left + length - 22}) {
    cv::circle(picture, {x, ground - wheel}, wheel, {20, 20, 20}, modern < 0.4 ? 3 : cv::FILLED);
    cv::circle(picture, {x, ground - wheel}, wheel / 2, {160, 160, 160}, modern < 0.4 ? 1 : cv::FILLED);
  }
  return picture;
}

}  // namespace

void draw_cars(const std::filesystem::path& folder, const std::vector<int>& years, int per_year,
               std::uint64_t seed) {
  Random random(seed);
  for (const int year : years) {
    const std::filesystem::path year_folder = folder / std::to_string(year);
    std::filesystem::create_directories(year_folder);
    for (int i = 0; i < per_year; ++i) {
      const std::string path = (year_folder / (std::to_string(i) + ".jpg")).string();
      if (!cv::imwrite(path, draw_car(year, random))) throw std::runtime_error(path + " cannot be written");
    }
  }
}

}  // namespace deepcars::testing
