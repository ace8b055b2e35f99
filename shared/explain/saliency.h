// Saliency: which pixels the answer depends on, from the gradient of the answer to the input.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "shared/error.h"
#include "shared/explain/heat_map.h"
#include "shared/nn/resnet18.h"
#include "shared/score/score.h"

namespace deepcars::explain {

enum class Method {
  gradient,         ///< Largest absolute gradient over the channels (Simonyan et al., 2014).
  signed_gradient,  ///< Sum of the gradient over the channels, sign kept: brighter here means more target.
  guided_backpropagation,  ///< Largest positive part over the channels (Springenberg et al., 2015).
};

/// "gradient", "signed-gradient", "guided-backpropagation": the words of the command line and the page.
std::string_view name(Method method);
/// Errors: invalid_argument, listing the known words.
Expected<Method> method_from_name(std::string_view text);
nn::ReluRule relu_rule(Method method);

/// What is being explained.
struct Target {
  enum class Kind { top_class, given_class, expected_year };
  Kind kind = Kind::top_class;
  int class_index = 0;  ///< For given_class only.
};

/// The vector over the logits whose backward pass explains the target, [K]: a one for a class (its logit),
/// or the derivative of the expected year. Errors: invalid_argument if the class does not exist.
Expected<std::vector<float>> logits_gradient(const Target& target, const score::Score& score,
                                             std::span<const double> class_years, double temperature);

/// Reduces an input gradient [3, height_px, width_px] to a map, not yet normalised.
HeatMap reduce_channels(std::span<const float> input_gradient, int height_px, int width_px, Method method);

}  // namespace deepcars::explain
