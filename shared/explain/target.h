// The table of targets: what about an answer can be explained, and the words for it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "shared/error.h"
#include "shared/score/year_buckets.h"

namespace deepcars::explain {

/// What is being explained.
struct Target {
  enum class Kind { top_class, given_class, expected_year, difference };
  Kind kind = Kind::top_class;
  /// For given_class and difference only.
  int class_index = 0;
  /// For difference only: the bucket that class_index is set against.
  int other_index = 0;

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
  /// How many buckets a target of this kind names: 0, 1 or 2.
  int buckets;
};

/// All kinds of targets, in the order in which they are offered; the first is the default.
std::span<const TargetInfo> target_kinds();

const TargetInfo& info(Target::Kind kind);

/// The target's name, the same for every model: "top", "expected-year", "class:3", "difference:3:5".
std::string name(const Target& target);

/// The inverse of name; nothing if no target has this name.
std::optional<Target> target_from_name(std::string_view text);

/// Reads what a person may write: a target's name, a year bucket of the model as it is printed ("2008-2009"),
/// or its number from 0. Errors: invalid_argument if it is none of these, or the model has no such bucket.
Expected<Target> target_from_text(std::string_view text, const score::YearBuckets& buckets);

/// "Why rather these years than those?" Reads two buckets as target_from_text does, separated by a comma:
/// "1957-1959,1975-1986" or "3,5". Errors: invalid_argument if they are not two different buckets of the model.
Expected<Target> difference_from_text(std::string_view text, const score::YearBuckets& buckets);

/// What is explained, for a person: "2008-2009", "the expected year", "2008-2009 rather than 1990-1992". The
/// likeliest bucket is `top_class`.
std::string text(const Target& target, int top_class, const score::YearBuckets& buckets);

}  // namespace deepcars::explain
