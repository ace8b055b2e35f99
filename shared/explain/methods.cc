#include "shared/explain/methods.h"

#include <algorithm>
#include <array>
#include <string>

#include "shared/explain/saliency.h"

namespace deepcars::explain {
namespace {

constexpr std::array table = {
    MethodInfo{.method = Method::gradient,
               .name = "gradient",
               .label = "Gradient magnitude",
               .short_label = "Gradient",
               .answers = "Which pixels would change the answer most if they changed a little.",
               .is_signed = false,
               .relu_rule = nn::ReluRule::gradient,
               .reduce = largest_magnitude},
    MethodInfo{.method = Method::signed_gradient,
               .name = "signed-gradient",
               .label = "Signed gradient: for and against",
               .short_label = "Signed",
               .answers = "Where a brighter pixel would speak for the target (red) or against it (blue).",
               .is_signed = true,
               .relu_rule = nn::ReluRule::gradient,
               .reduce = channel_sum},
    MethodInfo{.method = Method::guided_backpropagation,
               .name = "guided-backpropagation",
               .label = "Guided backpropagation",
               .short_label = "Guided",
               .answers = "Which edges and parts speak for the target: a sharper picture, but less faithful.",
               .is_signed = false,
               .relu_rule = nn::ReluRule::guided,
               .reduce = largest_positive_part},
};

}  // namespace

std::span<const MethodInfo> methods() { return table; }

const MethodInfo& info(Method method) {
  return *std::find_if(table.begin(), table.end(),
                       [&](const MethodInfo& row) { return row.method == method; });
}

std::string_view name(Method method) { return info(method).name; }

Expected<Method> method_from_name(std::string_view text) {
  std::string known;
  for (const MethodInfo& row : table) {
    if (row.name == text) return row.method;
    known += (known.empty() ? "" : ", ") + std::string(row.name);
  }
  return failure(ErrorCode::invalid_argument, "there is no saliency method \"" + std::string(text) + "\"",
                 "choose one of " + known);
}

nn::ReluRule relu_rule(Method method) { return info(method).relu_rule; }

}  // namespace deepcars::explain
