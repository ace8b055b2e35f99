#include "native/data/near_duplicates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "native/base/photo_files.h"
#include "native/data/index.h"
#include "shared/random.h"
#include "tests/native/drawn_cars.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::data {
namespace {

using deepcars::testing::TemporaryFolder;

using Hashes = std::vector<std::optional<std::uint64_t>>;

int distance(std::uint64_t a, std::uint64_t b) { return std::popcount(a ^ b); }

std::uint64_t hash_of(const std::string& path) {
  Photo photo;
  photo.path = path;
  const auto picture = base::read_photo(photo.path);
  const auto hash = picture ? perceptual_hash(*picture) : tl::unexpected(picture.error());
  EXPECT_TRUE(hash && *hash) << path;
  return hash && *hash ? **hash : 0;
}

/// Random hashes, some with relatives a few bits away.
Hashes random_hashes(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  const auto any = [&] { return static_cast<std::uint64_t>(random.below(SIZE_MAX)); };
  Hashes hashes;
  while (hashes.size() < count) {
    std::uint64_t hash = any();
    hashes.emplace_back(hash);
    for (std::size_t flips = random.below(8); flips > 0; --flips)
      hash ^= std::uint64_t{1} << random.below(64);
    hashes.emplace_back(hash);
    if (random.chance(0.1)) hashes.emplace_back();
  }
  random.shuffle(hashes);
  return hashes;
}

TEST(PerceptualHash, IsNearlyTheSameForASmallerAndHarderCompressedCopyOnly) {
  constexpr int near = 2;  // Bits; different photos have 32 in common by chance.
  const TemporaryFolder folder;
  deepcars::testing::draw_cars(folder / "", {1930, 2010}, 1, 1);
  const cv::Mat picture = cv::imread(folder / "1930/0.jpg");
  cv::Mat small;
  cv::resize(picture, small, {}, 0.6, 0.6, cv::INTER_AREA);
  ASSERT_TRUE(cv::imwrite(folder / "copy.jpg", small, {cv::IMWRITE_JPEG_QUALITY, 50}));
  const std::uint64_t hash = hash_of(folder / "1930/0.jpg");
  EXPECT_LE(distance(hash, hash_of(folder / "copy.jpg")), near);
  EXPECT_GT(distance(hash, hash_of(folder / "2010/0.jpg")), near);
}

TEST(PerceptualHash, SaysNothingOfAFlatPicture) {
  const image::Image flat{40, 30, std::vector<std::uint8_t>(40 * 30 * 3, 200)};
  const auto hash = perceptual_hash(flat);
  ASSERT_TRUE(hash);
  EXPECT_FALSE(*hash);
}

TEST(NearPairs, AreThoseOfComparingAllWithAll) {
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const Hashes hashes = random_hashes(400, seed);
    for (const int max_bits : {0, 3, 4, 7, 16}) {
      std::vector<std::array<std::size_t, 3>> expected, found;
      for (std::size_t i = 0; i < hashes.size(); ++i) {
        for (std::size_t j = i + 1; j < hashes.size(); ++j) {
          if (!hashes[i] || !hashes[j]) continue;
          const int bits = distance(*hashes[i], *hashes[j]);
          if (bits <= max_bits && (bits > 0 || max_bits == 0)) expected.push_back({std::size_t(bits), i, j});
        }
      }
      std::sort(expected.begin(), expected.end());
      for (const NearPair& pair : near_pairs(hashes, max_bits)) {
        if (pair.bits > 0 || max_bits == 0)
          found.push_back({std::size_t(pair.bits), pair.first, pair.second});
      }
      if (max_bits > 0) {
        // Copies of one hash stand for each other: leave out what the others say again.
        std::erase_if(expected, [&](const auto& pair) {
          const auto repeated = [&](std::size_t i) {
            return std::find(hashes.begin(), hashes.end(), hashes[i]) - hashes.begin() < std::ptrdiff_t(i);
          };
          return repeated(pair[1]) || repeated(pair[2]);
        });
      }
      EXPECT_EQ(found, expected) << "seed " << seed << ", " << max_bits << " bits";
    }
  }
}

TEST(NearPairs, OfManyEqualHashesAreFew) {
  const Hashes hashes(100'000, std::uint64_t{0x0123456789abcdef});
  EXPECT_EQ(near_pairs(hashes, 3).size(), hashes.size() - 1);
}

}  // namespace
}  // namespace deepcars::data
