// The two ONNX files of a model: what a photo scores, and how each pixel would change that.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/error.h"
#include "shared/weights/model_file.h"
#include "shared/weights/safetensors.h"

namespace deepcars::onnx_export {

/// The scores graph, for K buckets and inputs of S pixels:
///   in   image          [N,3,S,S]  normalised as image::preprocess does
///   out  logits         [N,K]
///   out  probabilities  [N,K]      softmax of logits / temperature
///   out  modernity      [N]        sum of (class index + 1) * probability, 1..K
///   out  expected_year  [N]        the median of the class years under the probabilities
/// The metadata travels in metadata_props under weights::metadata_key. Storage fp16 halves the file and
/// int8 quarters it; it computes in fp32 all the same. Errors: invalid_argument if a weight does not fit
/// fp16.
Expected<std::vector<std::uint8_t>> scores_graph(const weights::ModelFile& model, weights::Storage storage);

/// The gradient graph: one photo forward, and back again from a vector over the logits.
///   in   image            [1,3,S,S]
///   in   logits_gradient  [1,K]
///   in   relu_floor       scalar: gradients below it are raised to it before they pass a ReLU.
///                         The lowest float leaves them alone, which gives the derivative;
///                         0 gives guided backpropagation (Springenberg et al., 2015).
///   out  logits, probabilities  [1,K]
///   out  input_gradient   [1,3,S,S]  of sum(logits * logits_gradient)
/// It consists of ordinary operators only, since inference runtimes have no training operators.
Expected<std::vector<std::uint8_t>> gradient_graph(const weights::ModelFile& model, weights::Storage storage);

}  // namespace deepcars::onnx_export
