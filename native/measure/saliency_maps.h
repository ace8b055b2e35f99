// The maps that the evaluation of saliency compares: one per method, and two that know nothing of the
// network.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "shared/explain/saliency.h"
#include "shared/nn/resnet18.h"
#include "shared/weights/metadata.h"

namespace deepcars::measure {

inline constexpr std::array saliency_methods = {explain::Method::gradient, explain::Method::signed_gradient,
                                                explain::Method::guided_backpropagation};

/// One map per method, in the order of saliency_methods, not normalised.
using PhotoMaps = std::array<explain::HeatMap, saliency_methods.size()>;

/// Called with the number of single-photo passes (forward or backward) since the last call. Return false to
/// stop the work.
using PassesDone = std::function<bool(std::int64_t passes)>;

/// Photos per pass through the network: what keeps two threads busy in about 100 MB.
inline constexpr std::size_t saliency_batch_photos = 4;

/// A photo, what the network says about it and why.
struct ExplainedPhoto {
  std::vector<float> input;  ///< [3, size_px, size_px], as image::preprocess makes it.
  int top_class = 0;         ///< What all of its maps explain, also those of other networks.
  double expected_year = 0;
  PhotoMaps maps;
};

/// Photos' inputs one after another, [N, 3, size_px, size_px].
nn::Tensor stack_inputs(std::span<const ExplainedPhoto> photos, int size_px);

/// Passes of one photo through the network that saliency_maps takes.
inline constexpr std::int64_t passes_per_saliency_maps = 3;

struct MapBatch {
  nn::Tensor logits;  ///< [N, K]
  std::vector<PhotoMaps> maps;
};

/// The maps of a network for one class per photo: a forward pass and two backward passes, with the kernels
/// that `deepcars explain` and the page draw with. inputs is [N, 3, H, W], classes [N].
MapBatch saliency_maps(const nn::ResNet18& network, const nn::Tensor& inputs, std::span<const int> classes,
                       nn::ThreadPool& pool);

/// Scores and explains photos; each input is [3, size_px, size_px] of the metadata. Fewer than were given if
/// `passes_done` stopped the work.
std::vector<ExplainedPhoto> explain_photos(const nn::ResNet18& network,
                                           const weights::ModelMetadata& metadata,
                                           std::span<const std::vector<float>> inputs, nn::ThreadPool& pool,
                                           const PassesDone& passes_done);

/// The magnitude of the brightness' gradient by Sobel's filter: a map of the photo's edges, blind to the
/// network. A saliency map must differ from it (Adebayo et al., 2018). input is [3, size_px, size_px].
explain::HeatMap edge_map(std::span<const float> input, int size_px);

/// Uniform values 0..1: the map that knows nothing at all.
explain::HeatMap random_map(int size_px, std::uint64_t seed);

}  // namespace deepcars::measure
