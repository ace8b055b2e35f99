#include "shared/explain/target.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <vector>

namespace deepcars::explain {
namespace {

constexpr std::array table = {
    TargetInfo{.kind = Target::Kind::top_class,
               .name = "top",
               .label = "The most likely bucket",
               .answers = "What speaks for the years that the model finds most likely.",
               .buckets = 0},
    TargetInfo{.kind = Target::Kind::expected_year,
               .name = "expected-year",
               .label = "The expected year",
               .answers = "What moves the expected year, whichever bucket is the most likely.",
               .buckets = 0},
    TargetInfo{.kind = Target::Kind::given_class,
               .name = "class",
               .label = "One year bucket",
               .answers = "What speaks for these years, even if the model finds others more likely.",
               .buckets = 1},
    TargetInfo{.kind = Target::Kind::difference,
               .name = "difference",
               .label = "One year bucket rather than another",
               .answers = "What speaks for these years rather than those.",
               .buckets = 2},
};

/// Reads a number that consists of decimal digits only.
std::optional<int> parse_index(std::string_view text) {
  int index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size() || index < 0) return std::nullopt;
  return index;
}

/// The number of the bucket that the text names by its years or its number, even if the model has no such bucket.
std::optional<int> parse_bucket(std::string_view text, const score::YearBuckets& buckets) {
  for (int k = 0; k < buckets.classes(); ++k) {
    if (buckets.text(k) == text) return k;
  }
  return parse_index(text);
}

/// The choices of buckets, for a hint.
std::string bucket_choices(const score::YearBuckets& buckets) {
  const int last = buckets.classes() - 1;
  return "a bucket from " + buckets.text(0) + " to " + buckets.text(last) + ", or a number from 0 to " +
         std::to_string(last);
}

tl::unexpected<Error> no_bucket(std::string_view text, const std::string& choices) {
  return failure(ErrorCode::invalid_argument, "the model has no year bucket \"" + std::string(text) + "\"",
                 "choose " + choices);
}

/// Whether the model has the target's buckets, and two that are compared are different ones.
bool is_possible(const Target& target, const score::YearBuckets& buckets) {
  if (target.kind == Target::Kind::difference && target.class_index == target.other_index) return false;
  return target.class_index < buckets.classes() && target.other_index < buckets.classes();
}

}  // namespace

std::span<const TargetInfo> target_kinds() { return table; }

const TargetInfo& info(Target::Kind kind) {
  return *std::find_if(table.begin(), table.end(), [&](const TargetInfo& row) { return row.kind == kind; });
}

std::string name(const Target& target) {
  const TargetInfo& row = info(target.kind);
  std::string result(row.name);
  if (row.buckets > 0) result += ":" + std::to_string(target.class_index);
  if (row.buckets > 1) result += ":" + std::to_string(target.other_index);
  return result;
}

std::optional<Target> target_from_name(std::string_view text) {
  const std::size_t colon = text.find(':');
  for (const TargetInfo& row : table) {
    if (row.name != text.substr(0, colon)) continue;
    std::vector<int> indices;
    for (std::size_t at = colon; at != std::string_view::npos;) {
      const std::size_t next = text.find(':', at + 1);
      const auto index =
          parse_index(text.substr(at + 1, next == std::string_view::npos ? next : next - at - 1));
      if (!index) return std::nullopt;
      indices.push_back(*index);
      at = next;
    }
    if (indices.size() != static_cast<std::size_t>(row.buckets)) return std::nullopt;
    indices.resize(2);
    return Target{.kind = row.kind, .class_index = indices[0], .other_index = indices[1]};
  }
  return std::nullopt;
}

Expected<Target> target_from_text(std::string_view text, const score::YearBuckets& buckets) {
  if (const auto named = target_from_name(text); named && is_possible(*named, buckets)) return *named;
  if (const auto index = parse_bucket(text, buckets); index && *index < buckets.classes())
    return Target{.kind = Target::Kind::given_class, .class_index = *index};
  std::string words;
  for (const TargetInfo& row : table) {
    if (row.buckets == 0) words += std::string(row.name) + ", ";
  }
  return no_bucket(text, words + bucket_choices(buckets));
}

Expected<Target> difference_from_text(std::string_view text, const score::YearBuckets& buckets) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) {
    return failure(ErrorCode::invalid_argument, "\"" + std::string(text) + "\" is not two year buckets",
                   "write two with a comma between them, each " + bucket_choices(buckets));
  }
  std::array<int, 2> indices = {};
  const std::array<std::string_view, 2> parts = {text.substr(0, comma), text.substr(comma + 1)};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto index = parse_bucket(parts[i], buckets);
    if (!index || *index >= buckets.classes()) return no_bucket(parts[i], bucket_choices(buckets));
    indices[i] = *index;
  }
  if (indices[0] == indices[1]) {
    return failure(ErrorCode::invalid_argument,
                   "both year buckets to compare are " + buckets.text(indices[0]), "name two different ones");
  }
  return Target{.kind = Target::Kind::difference, .class_index = indices[0], .other_index = indices[1]};
}

std::string text(const Target& target, int top_class, const score::YearBuckets& buckets) {
  switch (target.kind) {
    case Target::Kind::top_class:
      return buckets.text(top_class);
    case Target::Kind::given_class:
      return buckets.text(target.class_index);
    case Target::Kind::expected_year:
      return "the expected year";
    case Target::Kind::difference:
      return buckets.text(target.class_index) + " rather than " + buckets.text(target.other_index);
  }
  return "";
}

}  // namespace deepcars::explain
