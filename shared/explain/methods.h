// The table of explanation methods: what each is called, what it answers and how it is computed. Command
// line, engine, canvas and page take their words from here. A new method is one value of Method, one row in
// methods.cc and one function that computes it.
#pragma once

#include <span>
#include <string_view>

#include "shared/error.h"
#include "shared/nn/relu_rule.h"

namespace deepcars::explain {

enum class Method { gradient, signed_gradient, guided_backpropagation };

/// Reduces an input gradient [3, pixels] to one value per pixel.
using ChannelReduction = void (*)(std::span<const float> input_gradient, std::span<float> map);

/// One row of the table.
struct MethodInfo {
  Method method;
  /// The name on the command line, in JSON and between page and engine: lower case with hyphens.
  std::string_view name;
  /// The name for people without training in the field.
  std::string_view label;
  /// The same, short enough for a button.
  std::string_view short_label;
  /// Which question the map answers: one sentence.
  std::string_view answers;
  /// True if the map has values for and against the target, false if it has none below 0.
  bool is_signed;
  nn::ReluRule relu_rule;
  ChannelReduction reduce;
};

/// All methods, in the order in which they are offered; the first is the default.
std::span<const MethodInfo> methods();

const MethodInfo& info(Method method);

std::string_view name(Method method);

/// The method with this name. Errors: invalid_argument, with the known names in its hint.
Expected<Method> method_from_name(std::string_view text);

/// How the method's backward pass treats ReLU.
nn::ReluRule relu_rule(Method method);

}  // namespace deepcars::explain
