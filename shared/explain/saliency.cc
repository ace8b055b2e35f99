#include "shared/explain/saliency.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>

namespace deepcars::explain {
namespace {

constexpr std::array methods = {Method::gradient, Method::signed_gradient, Method::guided_backpropagation};

}  // namespace

std::string_view name(Method method) {
  switch (method) {
    case Method::gradient:
      return "gradient";
    case Method::signed_gradient:
      return "signed-gradient";
    case Method::guided_backpropagation:
      return "guided-backpropagation";
  }
  return "unknown";
}

Expected<Method> method_from_name(std::string_view text) {
  std::string known;
  for (Method method : methods) {
    if (name(method) == text) return method;
    known += (known.empty() ? "" : ", ") + std::string(name(method));
  }
  return failure(ErrorCode::invalid_argument, "there is no saliency method \"" + std::string(text) + "\"",
                 "choose one of " + known);
}

nn::ReluRule relu_rule(Method method) {
  return method == Method::guided_backpropagation ? nn::ReluRule::guided : nn::ReluRule::gradient;
}

Expected<std::vector<float>> logits_gradient(const Target& target, const score::Score& score,
                                             std::span<const double> class_years, double temperature) {
  if (target.kind == Target::Kind::expected_year) {
    return score::expected_year_gradient(score, class_years, temperature);
  }
  const std::size_t classes = score.probabilities.size();
  const int index = target.kind == Target::Kind::top_class ? score.top_class : target.class_index;
  if (index < 0 || static_cast<std::size_t>(index) >= classes) {
    return failure(ErrorCode::invalid_argument, "there is no year bucket number " + std::to_string(index),
                   "choose one from 0 to " + std::to_string(classes - 1));
  }
  std::vector<float> one_hot(classes, 0.0f);
  one_hot[static_cast<std::size_t>(index)] = 1.0f;
  return one_hot;
}

HeatMap reduce_channels(std::span<const float> input_gradient, int height_px, int width_px, Method method) {
  const std::size_t plane = static_cast<std::size_t>(height_px) * static_cast<std::size_t>(width_px);
  HeatMap map{width_px, height_px, method == Method::signed_gradient, std::vector<float>(plane)};
  for (std::size_t i = 0; i < plane; ++i) {
    const float r = input_gradient[i], g = input_gradient[plane + i], b = input_gradient[2 * plane + i];
    switch (method) {
      case Method::gradient:
        map.values[i] = std::max({std::abs(r), std::abs(g), std::abs(b)});
        break;
      case Method::signed_gradient:
        map.values[i] = r + g + b;
        break;
      case Method::guided_backpropagation:
        map.values[i] = std::max({r, g, b, 0.0f});
        break;
    }
  }
  return map;
}

}  // namespace deepcars::explain
