#include "shared/explain/legend.h"

#include <cstdio>

namespace deepcars::explain {

std::string magnitude_text(double value) {
  char text[32];
  const int digits = value >= 10 ? 0 : value >= 1 ? 1 : value >= 0.1 ? 2 : 3;
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return value > 0 && value < 0.001 ? "less than 0.001" : text;
}

Legend legend(const Method& method, const Target& target, const std::string& what_is_explained,
              const HeatMap& map) {
  const bool in_years = target.kind == Target::Kind::expected_year;
  const std::string what = in_years ? "year" : what_is_explained;
  const std::string amount =
      magnitude_text(display_scale(map)) + " " + units(method, in_years ? Unit::years : Unit::logits);
  if (!method.is_signed) {
    const bool has_amounts = method.values == ValueKind::amount || method.values == ValueKind::per_pixel;
    return has_amounts ? Legend{.low = "0", .high = amount} : Legend{.low = "weak", .high = "strong"};
  }
  if (method.values == ValueKind::slope) {
    return in_years ? Legend{.low = "brighter is older", .high = "brighter is newer"}
                    : Legend{.low = "brighter speaks against " + what, .high = "brighter speaks for " + what};
  }
  return in_years
             ? Legend{.low = "older by " + amount, .high = "newer by " + amount}
             : Legend{.low = "against " + what + " by " + amount, .high = "for " + what + " by " + amount};
}

}  // namespace deepcars::explain
