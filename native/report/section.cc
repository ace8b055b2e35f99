#include "native/report/section.h"

#include "native/report/prediction_text.h"

namespace deepcars::report {
namespace {

std::string cell_text(const nlohmann::ordered_json& value, int digits) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return fixed(value.get<double>(), digits);
  return value.is_null() ? "-" : value.dump();
}

}  // namespace

nlohmann::ordered_json chart_spec(std::string_view text, nlohmann::ordered_json values) {
  nlohmann::ordered_json spec = nlohmann::ordered_json::parse(text);
  spec["data"] = {{"values", std::move(values)}};
  return spec;
}

Table table_of(const nlohmann::ordered_json& values, int digits) {
  Table table;
  for (const auto& row : values) {
    if (table.header.empty()) {
      for (const auto& [key, value] : row.items()) table.header.push_back(key);
    }
    std::vector<std::string> cells;
    for (const std::string& key : table.header) {
      cells.push_back(row.contains(key) ? cell_text(row[key], digits) : "-");
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

}  // namespace deepcars::report
