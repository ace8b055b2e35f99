// The decade of a year, as a number and in words.
#pragma once

#include <string>

namespace deepcars::base {

/// The first year of a year's decade: 1998 -> 1990.
constexpr int decade(int year) { return year - year % 10; }

/// "1998" -> "1990s".
inline std::string decade_text(int year) { return std::to_string(decade(year)) + "s"; }

}  // namespace deepcars::base
