#include "shared/explain/target.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace deepcars::explain {
namespace {

constexpr std::array table = {
    TargetInfo{.kind = Target::Kind::top_class,
               .name = "top",
               .label = "The most likely bucket",
               .answers = "What speaks for the years that the model finds most likely."},
    TargetInfo{.kind = Target::Kind::expected_year,
               .name = "expected-year",
               .label = "The expected year",
               .answers = "What moves the expected year, whichever bucket is the most likely."},
    TargetInfo{.kind = Target::Kind::given_class,
               .name = "class",
               .label = "One year bucket",
               .answers = "What speaks for these years, even if the model finds others more likely."},
};

/// Reads a number that consists of decimal digits only.
std::optional<int> parse_index(std::string_view text) {
  int index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size() || index < 0) return std::nullopt;
  return index;
}

Target class_target(int index) { return {.kind = Target::Kind::given_class, .class_index = index}; }

/// The target that the text names, even if the model has no such bucket.
std::optional<Target> parse(std::string_view text, const score::YearBuckets& buckets) {
  if (const auto named = target_from_name(text)) return named;
  for (int k = 0; k < buckets.classes(); ++k) {
    if (buckets.text(k) == text) return class_target(k);
  }
  if (const auto index = parse_index(text)) return class_target(*index);
  return std::nullopt;
}

}  // namespace

std::span<const TargetInfo> target_kinds() { return table; }

const TargetInfo& info(Target::Kind kind) {
  return *std::find_if(table.begin(), table.end(), [&](const TargetInfo& row) { return row.kind == kind; });
}

std::string name(const Target& target) {
  const std::string kind(info(target.kind).name);
  return target.kind == Target::Kind::given_class ? kind + ":" + std::to_string(target.class_index) : kind;
}

std::optional<Target> target_from_name(std::string_view text) {
  const std::size_t colon = text.find(':');
  for (const TargetInfo& row : table) {
    if (row.name != text.substr(0, colon)) continue;
    const bool needs_index = row.kind == Target::Kind::given_class;
    if (needs_index != (colon != std::string_view::npos)) return std::nullopt;
    if (!needs_index) return Target{.kind = row.kind};
    if (const auto index = parse_index(text.substr(colon + 1))) return class_target(*index);
  }
  return std::nullopt;
}

Expected<Target> target_from_text(std::string_view text, const score::YearBuckets& buckets) {
  const auto target = parse(text, buckets);
  if (target && target->class_index < buckets.classes()) return *target;
  std::string words;
  for (const TargetInfo& row : table) {
    if (row.kind != Target::Kind::given_class) words += std::string(row.name) + ", ";
  }
  const int last = buckets.classes() - 1;
  return failure(ErrorCode::invalid_argument, "the model has no year bucket \"" + std::string(text) + "\"",
                 "choose " + words + "a bucket from " + buckets.text(0) + " to " + buckets.text(last) +
                     ", or a number from 0 to " + std::to_string(last));
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

}  // namespace deepcars::explain
