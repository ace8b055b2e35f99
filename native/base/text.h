// Small things that sentences for people and tables of text need.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/text.h"

namespace deepcars::base {

/// The text without the blanks at its ends: ASCII's, and the no-break spaces that table programs put there.
std::string trimmed(std::string_view text);

/// The whole number that the text consists of; nothing if it is anything else.
std::optional<int> parse_integer(std::string_view text);

using deepcars::fixed;

/// The known name that takes the fewest insertions, deletions and replacements of a letter (Levenshtein,
/// 1966) to become `name`; the first of several. Precondition: there is a known name.
std::string nearest(std::string_view name, const std::vector<std::string>& known);

/// The nearest known name if at most half of its letters are different: what a person may have meant; else nothing.
/// Precondition: there is a known name.
std::optional<std::string> probably_meant(std::string_view name, const std::vector<std::string>& known);

}  // namespace deepcars::base
