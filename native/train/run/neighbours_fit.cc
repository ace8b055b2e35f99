#include "native/train/run/neighbours_fit.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <optional>

#include "native/data/near_duplicates.h"
#include "native/data/split.h"
#include "shared/features/directions.h"

namespace deepcars::train {
namespace {

constexpr int max_axes = 48;
constexpr std::size_t max_photos = 9000;

/// The photos without those that are nearly the same as an earlier one; spread over the index if there are too many.
std::vector<std::size_t> choose_photos(std::span<const data::Photo> photos) {
  std::vector<std::optional<std::uint64_t>> hashes;
  for (const data::Photo& photo : photos) hashes.push_back(photo.phash);
  std::vector<bool> repeats(photos.size());
  for (const data::NearPair& pair : data::near_pairs(hashes, data::near_duplicate_bits))
    repeats[pair.second] = true;
  std::vector<std::size_t> single;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    if (!repeats[i]) single.push_back(i);
  }
  if (single.size() <= max_photos) return single;
  std::vector<std::size_t> spread;
  for (std::size_t i = 0; i < max_photos; ++i) spread.push_back(single[i * single.size() / max_photos]);
  return spread;
}

}  // namespace

features::NeighbourSet fit_neighbours(const std::string& model_id, std::span<const std::vector<float>> layer4,
                                      std::span<const data::Photo> photos) {
  const std::vector<std::size_t> chosen = choose_photos(photos);
  const int count = static_cast<int>(chosen.size()), dimensions = static_cast<int>(layer4.front().size());
  cv::Mat1f matrix(count, dimensions);
  std::vector<std::vector<float>> units;
  std::vector<features::Car> cars;
  for (int i = 0; i < count; ++i) {
    const std::size_t photo = chosen[static_cast<std::size_t>(i)];
    units.push_back(features::unit_vector(layer4[photo]));
    std::copy(units.back().begin(), units.back().end(), matrix[i]);
    cars.push_back({.year = photos[photo].year, .make = photos[photo].make, .model = photos[photo].model});
  }
  const cv::PCA components(matrix, cv::noArray(), cv::PCA::DATA_AS_ROW,
                           std::min({max_axes, count, dimensions}));
  const cv::Mat1f vectors = components.eigenvectors, mean = components.mean;
  std::vector<std::vector<float>> axes;
  for (int axis = 0; axis < vectors.rows; ++axis)
    axes.emplace_back(vectors[axis], vectors[axis] + dimensions);
  return features::NeighbourSet::create(model_id, std::move(axes), {mean[0], mean[0] + dimensions}, units,
                                        std::move(cars));
}

}  // namespace deepcars::train
