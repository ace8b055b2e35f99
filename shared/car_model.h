// A loaded model as one object: from a photo's pixels to score and heat map. Command line and page use it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/error.h"
#include "shared/explain/explanation.h"
#include "shared/explain/methods.h"
#include "shared/explain/target.h"
#include "shared/features/familiarity.h"
#include "shared/image/decode.h"
#include "shared/image/image.h"
#include "shared/nn/resnet18.h"
#include "shared/score/score.h"
#include "shared/score/year_ranges.h"
#include "shared/weights/metadata.h"

namespace deepcars {

/// One photo's answer, with what is needed to explain it later.
struct Prediction {
  std::vector<float> logits;  ///< [K]
  std::vector<float> layer3;  ///< [256], as in nn::Output.
  std::vector<float> layer4;  ///< [512], as in nn::Output.
  score::Score score;
  std::vector<score::YearRange> ranges;  ///< One or two spans that hold the year in 8 of 10 photos.
  std::optional<features::Familiarity> familiarity;  ///< Nothing if the model was not fitted to tell.
  image::DecodeNotes notes;                 ///< What the decoder noted; whoever decoded the photo sets it.
  nn::TracePtr trace;                       ///< Null if the prediction was made without one.
  nn::Tensor input;                         ///< [1, 3, S, S], normalised; with a trace only.
  nn::Kernels kernels = nn::Kernels::fast;  ///< What computed it; the backward pass uses the same.
};

/// Errors: weights_damaged if one of the network's numbers is not finite: such weights answer nothing, and what is
/// computed from them is meaningless.
Expected<void> check_finite(const Prediction& prediction);

/// The prediction itself. Errors: as check_finite.
Expected<Prediction> finite_answer(Prediction prediction);

/// A loaded model: its metadata and its network.
class CarModel {
 public:
  /// Reads a weight file (safetensors with deepCars metadata) and, if there is one, a patch that changes it.
  /// Errors: weights_damaged, weights_unsupported.
  static Expected<CarModel> load(std::span<const std::uint8_t> weight_file, nn::ThreadPool& pool,
                                 std::span<const std::uint8_t> patch = {});
  /// The same on this thread alone.
  static Expected<CarModel> load(std::span<const std::uint8_t> weight_file,
                                 std::span<const std::uint8_t> patch = {});

  /// This model changed by a patch, as if both had been loaded together; layers that stay as they are are shared.
  /// Errors: as weights::open_patch; weights_damaged.
  Expected<CarModel> patched(std::span<const std::uint8_t> patch) const;

  const weights::ModelMetadata& metadata() const { return metadata_; }
  const nn::ResNet18& network() const { return network_; }
  /// Nothing if the weight file has none.
  const std::optional<features::FamiliarityModel>& familiarity() const { return familiarity_; }

  /// Replaces the weights of one convolution; see nn::ResNet18::replace.
  void replace_weights(const std::string& convolution, const std::vector<float>& weight,
                       const std::vector<float>& bias) {
    network_.replace(convolution, weight, bias);
  }

  /// Frees memory that only explanations need; see nn::ResNet18::release_backward.
  void release_backward() { network_.release_backward(); }

  /// Scores photos in one batch, without traces; one result per photo in the same order. Whoever shows an answer asks
  /// finite_answer first, of the traced ones below too.
  /// Precondition: each has at least one pixel.
  std::vector<Prediction> predict(std::span<const image::Image> photos, nn::ThreadPool& pool) const;

  /// Scores one photo and keeps its trace, so that explain costs one backward pass, with the same kernels.
  /// Kernels::portable draws the same map to the last bit on every device. Kernels::fast_portable_stem draws
  /// almost the same map, and is faster where the processor has a fused multiply-add.
  Prediction predict_traced(const image::Image& photo, nn::ThreadPool& pool,
                            nn::Kernels kernels = nn::Kernels::portable) const;

  /// The same for an input that is ready for the network, [1, 3, S, S].
  Prediction predict_traced(nn::Tensor input, nn::ThreadPool& pool,
                            nn::Kernels kernels = nn::Kernels::portable) const;

  /// The answer that a pass of the network gives to image n of its batch, without input and trace.
  Prediction answer(const nn::Output& output, std::size_t n) const;

  /// The target as a function of the logits. Errors: as input_gradient.
  Expected<explain::TargetFunction> target_function(const Prediction& prediction,
                                                    const explain::Target& target) const;

  /// The gradient of the target with respect to the normalised input, [3, size_px, size_px].
  /// Errors: invalid_argument if the target's class does not exist or the prediction has no trace.
  Expected<std::vector<float>> input_gradient(const Prediction& prediction, nn::ReluRule rule,
                                              const explain::Target& target, nn::ThreadPool& pool) const;

  /// A traced prediction as an explanation method takes it. Model and prediction must outlive it. Errors: as input_gradient.
  Expected<explain::Subject> subject(const Prediction& prediction, const explain::Target& target) const;

  /// Begins to explain a traced prediction; see explain::Explanation for its steps. Model and prediction must outlive
  /// the explanation. Errors: as input_gradient.
  Expected<std::unique_ptr<explain::Explanation>> begin_explanation(
      const Prediction& prediction, const explain::Method& method, const explain::Target& target,
      const explain::MethodOptions& options = {}) const;

  /// All steps of begin_explanation. The map is not normalised.
  Expected<explain::Explained> explain(const Prediction& prediction, const explain::Method& method,
                                       const explain::Target& target, nn::ThreadPool& pool,
                                       const explain::MethodOptions& options = {}) const;

 private:
  CarModel(weights::ModelMetadata metadata, nn::ResNet18 network,
           std::optional<features::FamiliarityModel> familiarity);

  weights::ModelMetadata metadata_;
  nn::ResNet18 network_;
  std::optional<features::FamiliarityModel> familiarity_;
};

}  // namespace deepcars
