#include "shared/explain/legend.h"

#include <cmath>
#include <cstddef>
#include <cstdio>

namespace deepcars::explain {
namespace {

/// "3.2", "0.018": two significant digits, and more for what is large.
std::string number(double value) {
  char text[32];
  const int digits = value >= 10 ? 0 : value >= 1 ? 1 : value >= 0.1 ? 2 : 3;
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return value > 0 && value < 0.001 ? "less than 0.001" : text;
}

}  // namespace

Legend legend(const Method& method, const Target& target, const std::string& what_is_explained,
              const HeatMap& map) {
  const bool in_years = target.kind == Target::Kind::expected_year;
  const std::string what = in_years ? "year" : what_is_explained;
  const std::string amount =
      number(display_scale(map)) + " " + units(method, in_years ? Unit::years : Unit::logits);
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

std::vector<double> weight_shares(const HeatMap& map, int rows, int columns) {
  std::vector<double> shares(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
  double total = 0;
  for (int y = 0; y < map.height_px; ++y) {
    for (int x = 0; x < map.width_px; ++x) {
      const double weight =
          std::abs(map.values[static_cast<std::size_t>(y) * static_cast<std::size_t>(map.width_px) +
                              static_cast<std::size_t>(x)]);
      const int tile = y * rows / map.height_px * columns + x * columns / map.width_px;
      shares[static_cast<std::size_t>(tile)] += weight;
      total += weight;
    }
  }
  if (total > 0)
    for (double& share : shares) share /= total;
  return shares;
}

}  // namespace deepcars::explain
