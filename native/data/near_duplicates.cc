#include "native/data/near_duplicates.h"

#include <algorithm>
#include <array>
#include <bit>
#include <opencv2/img_hash.hpp>
#include <opencv2/imgproc.hpp>
#include <unordered_map>

namespace deepcars::data {
namespace {

/// Standard deviation of the grey values, 0..255. The flattest of 7,510 photos of cars has 14.8.
constexpr double min_contrast = 4;
constexpr int hashed_size_px = 32;

constexpr std::size_t quarters = 4;
constexpr std::size_t places = 1 << 16;

std::size_t quarter_of(std::uint64_t hash, std::size_t quarter) {
  return static_cast<std::size_t>(hash >> (16 * quarter)) % places;
}

/// The 16-bit masks with at most `bits` bits set.
std::vector<std::size_t> masks(int bits) {
  std::vector<std::size_t> found;
  for (std::size_t mask = 0; mask < places; ++mask) {
    if (std::popcount(mask) <= bits) found.push_back(mask);
  }
  return found;
}

/// Positions of hashes, ordered by one of their quarters; those in one place ascend.
struct Table {
  std::vector<std::size_t> begin = std::vector<std::size_t>(places + 1, 0);
  std::vector<std::size_t> order;

  Table(const std::vector<std::uint64_t>& hashes, std::size_t quarter) : order(hashes.size()) {
    for (const std::uint64_t hash : hashes) ++begin[quarter_of(hash, quarter) + 1];
    for (std::size_t place = 0; place < places; ++place) begin[place + 1] += begin[place];
    std::vector<std::size_t> next = begin;
    for (std::size_t i = 0; i < hashes.size(); ++i) order[next[quarter_of(hashes[i], quarter)]++] = i;
  }
};

/// Pairs of different hashes, by their position in `hashes`.
void find_different(const std::vector<std::uint64_t>& hashes, int max_bits, std::vector<NearPair>& pairs) {
  const auto nearby = masks(max_bits / static_cast<int>(quarters));
  for (std::size_t quarter = 0; quarter < quarters; ++quarter) {
    const Table table(hashes, quarter);
    // A pair that an earlier table has found already is near in one of the earlier quarters.
    const auto found_before = [&](std::uint64_t difference) {
      for (std::size_t earlier = 0; earlier < quarter; ++earlier) {
        if (std::popcount(quarter_of(difference, earlier)) <= max_bits / static_cast<int>(quarters))
          return true;
      }
      return false;
    };
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      for (const std::size_t mask : nearby) {
        const std::size_t place = quarter_of(hashes[i], quarter) ^ mask;
        for (std::size_t at = table.begin[place]; at < table.begin[place + 1] && table.order[at] < i; ++at) {
          const std::uint64_t difference = hashes[i] ^ hashes[table.order[at]];
          const int bits = std::popcount(difference);
          if (bits <= max_bits && !found_before(difference)) pairs.push_back({table.order[at], i, bits});
        }
      }
    }
  }
}

}  // namespace

Expected<std::optional<std::uint64_t>> perceptual_hash(const image::Image& picture) {
  try {
    const cv::Mat rgb(picture.height_px, picture.width_px, CV_8UC3,
                      const_cast<std::uint8_t*>(picture.rgb.data()));
    cv::Mat grey, small, bytes, mean, deviation;
    cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
    cv::resize(grey, small, {hashed_size_px, hashed_size_px}, 0, 0, cv::INTER_AREA);
    cv::meanStdDev(small, mean, deviation);
    if (deviation.at<double>(0) < min_contrast) return std::nullopt;
    cv::img_hash::pHash(small, bytes);
    std::uint64_t hash = 0;
    for (int i = 0; i < 8; ++i) hash = hash << 8 | bytes.at<std::uint8_t>(0, i);
    return hash;
  } catch (const cv::Exception& problem) {
    return failure(ErrorCode::internal, "OpenCV cannot hash the picture: " + problem.err,
                   "leave the photo out, and report it as a fault of deepCars");
  }
}

std::vector<NearPair> near_pairs(std::span<const std::optional<std::uint64_t>> hashes, int max_bits) {
  std::vector<NearPair> pairs;
  std::vector<std::uint64_t> distinct;
  std::vector<std::size_t> first_photo;
  std::unordered_map<std::uint64_t, std::size_t> seen;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (!hashes[i]) continue;
    const auto [at, is_new] = seen.emplace(*hashes[i], i);
    if (is_new) {
      distinct.push_back(*hashes[i]);
      first_photo.push_back(i);
    } else {
      pairs.push_back({at->second, i, 0});
    }
  }
  const std::size_t equal = pairs.size();
  find_different(distinct, max_bits, pairs);
  for (std::size_t i = equal; i < pairs.size(); ++i) {
    pairs[i].first = first_photo[pairs[i].first];
    pairs[i].second = first_photo[pairs[i].second];
  }
  std::sort(pairs.begin(), pairs.end(), [](const NearPair& a, const NearPair& b) {
    return std::array{static_cast<std::size_t>(a.bits), a.first, a.second} <
           std::array{static_cast<std::size_t>(b.bits), b.first, b.second};
  });
  return pairs;
}

}  // namespace deepcars::data
