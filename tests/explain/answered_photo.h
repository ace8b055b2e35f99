// A network's answer to one photo, with all that an explanation method looks at.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "shared/explain/explanation.h"
#include "shared/explain/methods.h"
#include "shared/nn/resnet18.h"
#include "shared/score/score.h"
#include "shared/weights/metadata.h"

namespace deepcars::explain {

/// Owns what explain::Subject refers to. Computed with the portable kernels, as command line and page do it.
class AnsweredPhoto {
 public:
  /// input is [1, 3, S, S] with S = metadata.input.size_px.
  AnsweredPhoto(nn::ResNet18 network, weights::ModelMetadata metadata, nn::Tensor input, nn::ThreadPool& pool)
      : network_(std::move(network)), metadata_(std::move(metadata)), input_(std::move(input)) {
    logits_ = network_.forward(input_, pool, trace_, nn::Kernels::portable).logits.values;
  }

  const nn::ResNet18& network() const { return network_; }
  const image::InputSpec& spec() const { return metadata_.input; }
  const nn::Tensor& input() const { return input_; }
  const std::vector<float>& logits() const { return logits_; }

  /// Precondition: the network has the target's buckets.
  TargetFunction function(const Target& target) const {
    const score::Score score = score::score(logits_, metadata_.class_years, metadata_.temperature);
    return TargetFunction::create(target, score, metadata_).value();
  }

  /// The photo under the eyes of a method. Must not outlive this object.
  Subject subject(const Target& target) const {
    return {.network = network_,
            .kernels = nn::Kernels::portable,
            .spec = metadata_.input,
            .input = input_,
            .trace = *trace_,
            .logits = logits_,
            .target = function(target)};
  }

  /// What the network answers to a picture [3, S, S], as the target's value.
  double value_of(const std::vector<float>& picture, const Target& target, nn::ThreadPool& pool) const {
    return target_values(subject(target), {input_.shape, picture}, pool).front();
  }

  /// All steps of a method.
  Explained explain(const Method& method, const Target& target, const MethodOptions& options,
                    nn::ThreadPool& pool) const {
    return finish(*method.begin(subject(target), options), pool);
  }

  /// The steps that are left.
  static Explained finish(Explanation& explanation, nn::ThreadPool& pool) {
    while (!explanation.is_finished()) explanation.step(pool);
    return explanation.so_far();
  }

 private:
  nn::ResNet18 network_;
  weights::ModelMetadata metadata_;
  nn::Tensor input_;
  nn::TracePtr trace_;
  std::vector<float> logits_;
};

}  // namespace deepcars::explain
