// A target as a function of the logits: what every method explains.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "shared/error.h"
#include "shared/explain/target.h"
#include "shared/score/score.h"
#include "shared/weights/metadata.h"

namespace deepcars::explain {

/// What a target's value counts.
enum class Unit {
  logits,  ///< Natural logarithms of odds, before the temperature: 1 more multiplies a bucket's odds by e.
  years,
};

/// "logits", "years".
std::string_view name(Unit unit);

class TargetFunction {
 public:
  /// The likeliest bucket is that of the photo as it is, whatever other logits the function is asked about.
  /// Errors: invalid_argument if the model has no such bucket.
  static Expected<TargetFunction> create(const Target& target, const score::Score& photo,
                                         const weights::ModelMetadata& metadata);

  /// The logit of a bucket, the difference of two logits, or the expected year. logits is [K].
  double value(std::span<const float> logits) const;

  /// d value / d logits, [K], where a backward pass starts.
  std::vector<float> gradient(std::span<const float> logits) const;

  Unit unit() const { return kind_ == Target::Kind::expected_year ? Unit::years : Unit::logits; }

 private:
  TargetFunction(Target::Kind kind, std::size_t raised, std::size_t lowered,
                 const weights::ModelMetadata& metadata);

  bool is_difference() const { return kind_ == Target::Kind::difference; }

  Target::Kind kind_;
  std::size_t raised_;   ///< The bucket whose logit counts for the target.
  std::size_t lowered_;  ///< The one whose logit counts against it, in a difference.
  std::vector<double> class_years_;
  double temperature_;
};

}  // namespace deepcars::explain
