// Features of photos kept on disk, so that they are computed once for many runs and not again after an
// interruption.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "native/data/index.h"
#include "native/data/photo_input.h"
#include "shared/weights/tensors.h"

namespace deepcars::train {

/// A number that changes with everything that features depend on: the network's tensors without the last
/// layer, the input size, and the photos in their order (paths, sizes and times of their last change) with the marks
/// that are stamped on them, one for each photo or none at all.
std::uint64_t feature_key(const weights::Tensors& network, int size_px, std::span<const data::Photo> photos,
                          std::span<const data::OptionalMark> marks = {});

/// Files FOLDER/features-KEY-CHUNK.safetensors, each written at once; of a chunk that was interrupted, its first photos
/// in features-KEY-CHUNK-begun.safetensors. A program that is killed loses at most the chunk at hand, which takes
/// seconds: smaller ones would let the network wait for their first photos.
class FeatureCache {
 public:
  static constexpr std::size_t chunk_photos = 512;

  FeatureCache(std::filesystem::path folder, std::uint64_t key) : folder_(std::move(folder)), key_(key) {}

  /// The values of a chunk; nothing if there is no such file, or if it has another number of
  /// values.
  std::optional<std::vector<float>> load(std::size_t chunk, std::size_t values) const;

  /// The values of a chunk's first photos, `width` each; none if there is no such file.
  std::vector<float> load_begun(std::size_t chunk, std::size_t width) const;

  /// The whole chunk; what was begun of it goes. Errors: file_unwritable; invalid_argument if a value is not finite.
  Expected<void> store(std::size_t chunk, std::vector<float> values) const;

  /// Stores the features of a chunk's first photos. Errors: as store.
  Expected<void> store_begun(std::size_t chunk, std::vector<float> values) const;

 private:
  std::filesystem::path file(std::size_t chunk, const char* state = "") const;
  std::filesystem::path folder_;
  std::uint64_t key_;
};

}  // namespace deepcars::train
