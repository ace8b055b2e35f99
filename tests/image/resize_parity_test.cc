// Our resize against the real torchvision one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "shared/image/resize.h"
#include "tests/numeric_check.h"
#include "tests/parity_files.h"

namespace deepcars::image {
namespace {

// Both sides sum in fp32, and PyTorch also places its filters in fp32: at pixel 2000 a centre is off by up to
// 1e-4 pixels, which moves the weights of the two steepest neighbours by about as much. The largest error
// measured over all cases is 1.5e-5 of the range 0..1; this is twice that, and 1/130 of a grey level.
constexpr double resize_tolerance = 3e-5;

TEST(ResizeParity, PicturesAreTorchvisions) {
  const std::filesystem::path folder = parity_folder() / "resize";
  const auto listing = parity_listing(folder / "resize.json");
  if (!listing) GTEST_SKIP() << no_parity_files;
  ASSERT_FALSE((*listing)["cases"].empty()) << "the reference files list no case";
  double largest_error = 0;
  for (const auto& entry : (*listing)["cases"]) {
    const std::string name = entry["name"];
    const Image picture = {entry["width"], entry["height"], file_bytes(folder / (name + ".rgb"))};
    const std::vector<float> expected = file_floats(folder / (name + ".f32"));
    const std::vector<float> resized =
        resize_bilinear_antialias(picture, entry["out_height"], entry["out_width"]);
    ASSERT_EQ(resized.size(), expected.size()) << name;
    EXPECT_TRUE(testing::close(expected, resized, resize_tolerance, name, testing::ToleranceUnit::absolute));
    largest_error = std::max(largest_error, testing::difference(expected, resized).largest_error);
  }
  std::printf("largest error %.3g\n", largest_error);
}

}  // namespace
}  // namespace deepcars::image
