// The first blocks of ResNet-18 for patched copies of a photo, computed only where a copy differs from the
// photo. Not part of the interface; see masked_forward.h.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "shared/nn/masked_forward.h"
#include "shared/nn/region.h"
#include "shared/nn/resnet18_network.h"
#include "shared/nn/resnet18_topology.h"

namespace deepcars::nn {

/// Whether a patch stays on the photo after its copy is computed.
enum class AfterPatch { take_off, keep };

/// The activations of a photo, and room for those of a few copies.
class IncrementalMaps {
 public:
  /// Blocks that are computed here. After them nearly the whole map has changed.
  static constexpr std::size_t blocks = resnet18_stage_end(3);
  /// Copies that go through a layer together, so that they share its transformed weights.
  static constexpr int max_copies = 4;

  IncrementalMaps(const Network& network, const Tensor& input, Kernels kernels, ThreadPool& pool);

  /// Room for the outputs of run: [images,H,W,C].
  FeatureMap outputs(int images) const;

  /// Copy n is the photo with patch n or, if patches are kept, with patches 0..n. out [N,H,W,C] becomes the
  /// output of the last block for each copy. Precondition: 1 to max_copies patches.
  void run(std::span<const Patch> patches, AfterPatch after, FeatureMap& out, ThreadPool& pool);

  /// Takes all patches off the photo.
  void reset(ThreadPool& pool);

  /// The multiply-adds of all runs so far.
  double multiply_adds() const { return multiply_adds_; }

 private:
  // Images of each map: the photo with the patches that are kept, the copies, and the photo without patches.
  static constexpr int photo = 0, first_copy = 1, original = 1 + max_copies, images = 2 + max_copies;

  // A layer's output for all images, and where which of them differ.
  struct Map {
    FeatureMap values;
    std::vector<Region> stale;  // For each copy: where it is not the photo.
    Region patched;             // Where the photo is not the original.

    FeatureMap copies(int count) { return values.images(first_copy, count); }
    void copy_row(int from, int to, int y, int left, int right);
  };

  static Map make_map(int height, int width, int channels);
  void compute_photo(ThreadPool& pool);
  Region run_stem(const Patch& patch, int copy, AfterPatch after, ThreadPool& pool);
  void run_block(std::size_t b, std::vector<Region>& changed, AfterPatch after, ThreadPool& pool);
  void run_layer(const ConvLayer& layer, std::span<const Region> regions, const FeatureMap& in,
                 const FeatureMap* residual, bool relu, FeatureMap& out, Rounding rounding, ThreadPool& pool);
  static void refresh(Map& map, int count);
  static void finish(Map& map, std::span<const Region> changed, AfterPatch after, ThreadPool& pool);
  void write_patch(const Patch& patch, int image);
  void copy_pixels(const Region& region, int from, int to);

  const Network& network_;
  Kernels kernels_;
  FeatureMap pixels_;      // The photo, the copy in work, the photo without patches.
  Region patched_pixels_;  // Where the first and the last of them differ.
  FeatureMap stem_;        // Of the copy in work: only what the max pool reads.
  std::vector<Map> maps_;  // The max pool's output, then both ReLUs' outputs of each block.
  double multiply_adds_ = 0;
};

}  // namespace deepcars::nn
