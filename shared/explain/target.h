// The table of targets: what about an answer can be explained, and the words for it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/error.h"
#include "shared/score/score.h"
#include "shared/score/year_buckets.h"

namespace deepcars::explain {

/// What is being explained.
struct Target {
  enum class Kind { top_class, given_class, expected_year };
  Kind kind = Kind::top_class;
  /// For given_class only.
  int class_index = 0;

  bool operator==(const Target&) const = default;
};

/// One row of the table.
struct TargetInfo {
  Target::Kind kind;
  /// The name on the command line, in JSON and between page and engine.
  std::string_view name;
  /// The name for people without training in the field.
  std::string_view label;
  /// Which question it answers: one sentence.
  std::string_view answers;
};

/// All kinds of targets, in the order in which they are offered; the first is the default.
std::span<const TargetInfo> target_kinds();

const TargetInfo& info(Target::Kind kind);

/// The target's name, the same for every model: "top", "expected-year", "class:3".
std::string name(const Target& target);

/// The inverse of name; nothing if no target has this name.
std::optional<Target> target_from_name(std::string_view text);

/// Reads what a person may write: a target's name, a year bucket of the model as it is printed ("2008-2009"),
/// or its number from 0. Errors: invalid_argument if it is none of these, or the model has no such bucket.
Expected<Target> target_from_text(std::string_view text, const score::YearBuckets& buckets);

/// The gradient of the target with respect to the logits, [K], where the backward pass starts: one-hot for a
/// class (its logit), or that of the expected year. Errors: invalid_argument if the class does not exist.
Expected<std::vector<float>> logits_gradient(const Target& target, const score::Score& score,
                                             std::span<const double> class_years, double temperature);

}  // namespace deepcars::explain
