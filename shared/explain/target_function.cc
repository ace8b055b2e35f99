#include "shared/explain/target_function.h"

#include <cstddef>
#include <string>

namespace deepcars::explain {

std::string_view name(Unit unit) { return unit == Unit::years ? "years" : "logits"; }

TargetFunction::TargetFunction(Target::Kind kind, std::size_t raised, std::size_t lowered,
                               const weights::ModelMetadata& metadata)
    : kind_(kind),
      raised_(raised),
      lowered_(lowered),
      class_years_(metadata.class_years),
      temperature_(metadata.temperature) {}

Expected<TargetFunction> TargetFunction::create(const Target& target, const score::Score& photo,
                                                const weights::ModelMetadata& metadata) {
  for (const int index : {target.class_index, target.other_index}) {
    if (index >= 0 && static_cast<std::size_t>(index) < photo.probabilities.size()) continue;
    return failure(ErrorCode::invalid_argument, "there is no year bucket number " + std::to_string(index),
                   "choose one from 0 to " + std::to_string(photo.probabilities.size() - 1));
  }
  const int raised = target.kind == Target::Kind::top_class ? photo.top_class : target.class_index;
  return TargetFunction(target.kind, static_cast<std::size_t>(raised),
                        static_cast<std::size_t>(target.other_index), metadata);
}

double TargetFunction::value(std::span<const float> logits) const {
  if (unit() == Unit::years) return score::score(logits, class_years_, temperature_).expected_year;
  return static_cast<double>(logits[raised_]) - (is_difference() ? logits[lowered_] : 0);
}

std::vector<float> TargetFunction::gradient(std::span<const float> logits) const {
  if (unit() == Unit::years) {
    return score::expected_year_gradient(score::score(logits, class_years_, temperature_), class_years_,
                                         temperature_);
  }
  std::vector<float> result(logits.size(), 0.0f);
  result[raised_] += 1;
  if (is_difference()) result[lowered_] -= 1;
  return result;
}

}  // namespace deepcars::explain
