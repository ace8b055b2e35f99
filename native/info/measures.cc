#include "native/info/measures.h"

#include <array>
#include <string_view>

#include "native/base/text.h"
#include "native/measure/outcomes.h"

namespace deepcars::info {
namespace {

/// Which rows of measure::measures are shown. A Validation has the same keys.
constexpr std::array<std::string_view, 4> main_keys = {"accuracy", "mae_years", "macro_mae_years",
                                                       "rank_correlation_year"};

}  // namespace

void add_measures(Description& description, const nlohmann::json& measures) {
  if (!measures.is_object()) return;
  for (const std::string_view key : main_keys) {
    for (const measure::Measure& measure : measure::measures) {
      const auto value = measures.find(key);
      if (measure.key != key || value == measures.end() || !value->is_number()) continue;
      const double number = value->get<double>();
      const std::string text = measure.percent ? base::fixed(100 * number, 1) + " %" : base::fixed(number, 2);
      const bool said = measure.words == key;
      description.add(measure.key, number, said ? text : text + " (" + measure.words + ")");
    }
  }
}

}  // namespace deepcars::info
