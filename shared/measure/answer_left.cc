#include "shared/measure/answer_left.h"

#include <bit>
#include <cmath>
#include <cstddef>
#include <vector>

#include "shared/random.h"

namespace deepcars::measure {

using Kind = explain::Target::Kind;

double answer_left(Kind target, const PerturbationPoint& point, double photo_year) {
  if (target != Kind::expected_year) return point.probability;
  // A year that is not a number stays one here, where std::min would hide it.
  const double lost = std::abs(point.expected_year - photo_year) / lost_answer_years;
  return lost > 1 ? 0 : 1 - lost;
}

Importance importance_for(Kind target) {
  return target == Kind::expected_year ? Importance::magnitude : Importance::value;
}

std::uint64_t photo_seed(std::span<const float> input, std::uint64_t seed) {
  for (const float value : input) seed = mix_seed(seed, std::bit_cast<std::uint32_t>(value));
  return seed;
}

PerturbationPoint perturbation_point(const score::Score& score, const explain::Target& target,
                                     int top_class) {
  const auto probability = [&](int index) -> double {
    return score.probabilities[static_cast<std::size_t>(index)];
  };
  const bool names_bucket = target.kind == Kind::given_class || target.kind == Kind::difference;
  double asked = probability(names_bucket ? target.class_index : top_class);
  if (target.kind == Kind::difference) {
    const double both = asked + probability(target.other_index);
    // If neither bucket has any probability, neither is ahead.
    asked = both == 0 ? 0.5 : asked / both;
  }
  return {.probability = asked, .expected_year = score.expected_year};
}

InputScorer state_scorer(const CarModel& model, const explain::Target& target, int top_class,
                         nn::ThreadPool& pool) {
  return [&model, &pool, target, top_class](const nn::Tensor& inputs) {
    const nn::Tensor logits = model.network().forward(inputs, pool).logits;
    std::vector<PerturbationPoint> points;
    for (std::size_t n = 0; n < static_cast<std::size_t>(logits.shape[0]); ++n) {
      const score::Score score =
          score::score(nn::row(logits, n), model.metadata().class_years, model.metadata().temperature);
      points.push_back(perturbation_point(score, target, top_class));
    }
    return points;
  };
}

}  // namespace deepcars::measure
