// Our resize against the real torchvision one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "shared/image/resize.h"
#include "tests/parity_files.h"

namespace deepcars::image {
namespace {

// Less than one step of an 8-bit picture: what a reader of either could not tell apart.
constexpr double resize_tolerance = 1.0 / 255;

TEST(ResizeParity, PicturesAreTorchvisions) {
  const std::filesystem::path folder = parity_folder() / "resize";
  const auto listing = parity_listing(folder / "resize.json");
  if (!listing) GTEST_SKIP() << no_parity_files;
  double worst_of_all = 0;
  for (const auto& entry : (*listing)["cases"]) {
    const std::string name = entry["name"];
    const Image picture = {entry["width"], entry["height"], file_bytes(folder / (name + ".rgb"))};
    const std::vector<float> expected = file_floats(folder / (name + ".f32"));
    const std::vector<float> resized =
        resize_bilinear_antialias(picture, entry["out_height"], entry["out_width"]);
    ASSERT_EQ(resized.size(), expected.size()) << name;
    double worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
      worst = std::max(worst, std::abs(static_cast<double>(resized[i]) - expected[i]));
    EXPECT_LE(worst, resize_tolerance) << name;
    worst_of_all = std::max(worst_of_all, worst);
  }
  std::printf("largest error %.3g, which is %.3g of 1/255\n", worst_of_all, worst_of_all * 255);
}

}  // namespace
}  // namespace deepcars::image
