#include "shared/explain/methods.h"

#include <algorithm>
#include <array>
#include <string>

#include "shared/explain/class_activation.h"
#include "shared/explain/gradient.h"
#include "shared/explain/integrated_gradients.h"
#include "shared/explain/occlusion.h"
#include "shared/explain/rise.h"
#include "shared/explain/shapley_tiles.h"
#include "shared/explain/smooth_grad.h"
#include "shared/text.h"

namespace deepcars::explain {
namespace {

constexpr std::array table = {
    Method{.name = "gradient",
           .label = "Gradient magnitude",
           .short_label = "Gradient",
           .answers = "Which pixels would change the answer most if they changed a little.",
           .source = "Simonyan et al. 2014",
           .samples = "",
           .default_samples = 0,
           .passes_once = 1,
           .passes_per_sample = 0,
           .is_signed = false,
           .values = ValueKind::slope,
           .begin_with = begin_gradient},
    Method{.name = "signed-gradient",
           .label = "Signed gradient: for and against",
           .short_label = "Signed",
           .answers = "Where a brighter pixel would speak for the target (red) or against it (blue).",
           .source = "Baehrens et al. 2010",
           .samples = "",
           .default_samples = 0,
           .passes_once = 1,
           .passes_per_sample = 0,
           .is_signed = true,
           .values = ValueKind::slope,
           .begin_with = begin_signed_gradient},
    Method{.name = "guided-backpropagation",
           .label = "Guided backpropagation",
           .short_label = "Guided",
           .answers = "Which edges and parts speak for the target: a sharper picture, but less faithful.",
           .source = "Springenberg et al. 2015",
           .samples = "",
           .default_samples = 0,
           .passes_once = 1,
           .passes_per_sample = 0,
           .is_signed = false,
           .values = ValueKind::relevance,
           .begin_with = begin_guided_backpropagation},
    Method{
        .name = "gradient-times-input",
        .label = "Gradient times input",
        .short_label = "Times input",
        .answers =
            "What each pixel adds to the answer, by a first guess: its slope times how far it is from blurred.",
        .source = "Shrikumar et al. 2016",
        .samples = "",
        .default_samples = 0,
        .passes_once = 1,
        .passes_per_sample = 0,
        .is_signed = true,
        .values = ValueKind::per_pixel,
        .begin_with = begin_gradient_times_input},
    Method{
        .name = "smooth-grad",
        .label = "SmoothGrad: the gradient without its noise",
        .short_label = "Smooth",
        .answers =
            "Which pixels would change the answer most, on average over slightly noisy copies of the photo.",
        .source = "Smilkov et al. 2017",
        .samples = "noisy copies",
        .default_samples = 25,
        .passes_once = 0,
        .passes_per_sample = 2,
        .is_signed = false,
        .values = ValueKind::slope,
        .begin_with = begin_smooth_grad},
    Method{
        .name = "smooth-grad-squared",
        .label = "SmoothGrad squared",
        .short_label = "Smooth²",
        .answers =
            "Where the answer is sensitive in any direction, on average over slightly noisy copies of the photo.",
        .source = "Hooker et al. 2019",
        .samples = "noisy copies",
        .default_samples = 25,
        .passes_once = 0,
        .passes_per_sample = 2,
        .is_signed = false,
        .values = ValueKind::relevance,
        .begin_with = begin_smooth_grad_squared},
    Method{
        .name = "smooth-times-input",
        .label = "Sensitivity: SmoothGrad of gradient times input",
        .short_label = "Sensitivity",
        .answers =
            "How far hiding each pixel would move the answer either way, by a first guess over noisy copies.",
        .source = "Shrikumar et al. 2016; Hooker et al. 2019",
        .samples = "noisy copies",
        .default_samples = 25,
        .passes_once = 0,
        .passes_per_sample = 2,
        .is_signed = false,
        .values = ValueKind::per_pixel,
        .begin_with = begin_smooth_times_input},
    Method{.name = "integrated-gradients",
           .label = "Integrated gradients",
           .short_label = "Integrated",
           .answers = "What each pixel adds to the answer while the photo comes into focus.",
           .source = "Sundararajan et al. 2017",
           .samples = "points of the line",
           .default_samples = 64,
           .passes_once = 4,
           .passes_per_sample = 2,
           .is_signed = true,
           .values = ValueKind::per_pixel,
           .begin_with = begin_integrated_gradients},
    Method{.name = "cam",
           .label = "Class activation map",
           .short_label = "CAM",
           .answers = "What each tile of the last layer adds to the answer.",
           .source = "Zhou et al. 2016; Selvaraju et al. 2017",
           .samples = "",
           .default_samples = 0,
           .passes_once = 1,
           .passes_per_sample = 0,
           .is_signed = true,
           .values = ValueKind::amount,
           .begin_with = begin_cam},
    Method{.name = "layer-cam-layer3",
           .label = "LayerCAM, third stage",
           .short_label = "LayerCAM 3",
           .answers = "Where the features of the third stage speak for the target.",
           .source = "Jiang et al. 2021",
           .samples = "",
           .default_samples = 0,
           .passes_once = 1,
           .passes_per_sample = 0,
           .is_signed = false,
           .values = ValueKind::relevance,
           .begin_with = begin_layer_cam_layer3},
    Method{.name = "layer-cam-layer4",
           .label = "LayerCAM, last stage",
           .short_label = "LayerCAM 4",
           .answers = "Where the features of the last stage speak for the target.",
           .source = "Jiang et al. 2021",
           .samples = "",
           .default_samples = 0,
           .passes_once = 1,
           .passes_per_sample = 0,
           .is_signed = false,
           .values = ValueKind::relevance,
           .begin_with = begin_layer_cam_layer4},
    Method{.name = "occlusion",
           .label = "Occlusion: hide and see",
           .short_label = "Occlusion",
           .answers = "How far hiding a place moves the answer.",
           .source = "Zeiler and Fergus 2014",
           .samples = "",
           .default_samples = 0,
           .passes_once = 245,
           .passes_per_sample = 0,
           .is_signed = true,
           .values = ValueKind::hiding_effect,
           .begin_with = begin_occlusion},
    Method{.name = "rise",
           .label = "RISE: random masks",
           .short_label = "RISE",
           .answers = "Which places were visible when the answer was high, over random masks.",
           .source = "Petsiuk et al. 2018",
           .samples = "masks",
           .default_samples = 400,
           .passes_once = 0,
           .passes_per_sample = 1,
           .is_signed = true,
           .values = ValueKind::amount,
           .begin_with = begin_rise},
    Method{.name = "shapley-tiles",
           .label = "Shapley values of tiles",
           .short_label = "Shapley",
           .answers = "What each of 49 tiles adds to the answer, shared out fairly.",
           .source = "Shapley 1953; Lundberg and Lee 2017",
           .samples = "pairs of permutations",
           .default_samples = 3,
           .passes_once = 1,
           .passes_per_sample = 98,
           .is_signed = true,
           .values = ValueKind::amount,
           .begin_with = begin_shapley_tiles},
};

}  // namespace

std::span<const Method> methods() { return table; }

const Method& default_method(const Target& target) {
  const bool in_years = target.kind == Target::Kind::expected_year;
  return *find_method(in_years ? "smooth-grad-squared" : "shapley-tiles");
}

const Method* find_method(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Method::name);
  return found == table.end() ? nullptr : &*found;
}

Expected<const Method*> method_from_name(std::string_view text) {
  if (const Method* found = find_method(text)) return found;
  return failure(ErrorCode::invalid_argument, "there is no saliency method \"" + std::string(text) + "\"",
                 "choose one of " + joined(table, ", ", &Method::name));
}

Expected<std::vector<const Method*>> methods_from_names(std::span<const std::string> names) {
  std::vector<const Method*> found;
  for (const std::string& name : names) {
    const auto method = method_from_name(name);
    if (!method) return tl::unexpected(method.error());
    found.push_back(*method);
  }
  if (names.empty())
    for (const Method& row : table) found.push_back(&row);
  return found;
}

std::string units(const Method& method, Unit unit) {
  std::string amount(name(unit));
  switch (method.values) {
    case ValueKind::slope:
      return amount + " per unit of input";
    case ValueKind::per_pixel:
      return amount + " per pixel";
    case ValueKind::amount:
    case ValueKind::hiding_effect:
      return amount;
    case ValueKind::relevance:
      break;
  }
  return "none";
}

}  // namespace deepcars::explain
