#include "native/report/prediction_text.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <vector>

#include "native/base/csv.h"
#include "native/base/text.h"

namespace deepcars::report {
namespace {

constexpr int kBarColumns = 40;

float top_probability(const score::Score& score) {
  return score.probabilities[static_cast<std::size_t>(score.top_class)];
}

std::string table_line(const std::string& modernity, const std::string& percent, const std::string& year,
                       const std::string& top, const std::string& path) {
  char columns[128];
  std::snprintf(columns, sizeof columns, "%-11s %7s   %-15s %-20s ", modernity.c_str(), percent.c_str(),
                year.c_str(), top.c_str());
  return columns + path + "\n";
}

}  // namespace

nlohmann::ordered_json prediction_json(const std::string& path, const score::Score& score,
                                       const score::YearBuckets& buckets) {
  auto probabilities = nlohmann::ordered_json::array();
  for (int k = 0; k < buckets.classes(); ++k) {
    probabilities.push_back(
        {{"years", buckets.text(k)}, {"probability", score.probabilities[static_cast<std::size_t>(k)]}});
  }
  return {{"path", path},
          {"modernity", score.modernity},
          {"modernity_percent", score.modernity_percent},
          {"expected_year", score.expected_year},
          {"year_std_years", score.year_std_years},
          {"top", buckets.text(score.top_class)},
          {"top_probability", top_probability(score)},
          {"probabilities", std::move(probabilities)}};
}

nlohmann::ordered_json error_json(const std::string& path, const Error& error) {
  return {{"path", path},
          {"error", {{"code", name(error.code)}, {"message", error.message}, {"hint", error.hint}}}};
}

std::string json_text(const nlohmann::ordered_json& json, int indent) {
  return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string prediction_csv_header(const score::YearBuckets& buckets) {
  std::vector<std::string> cells = {"path",           "modernity", "modernity_percent", "expected_year",
                                    "year_std_years", "top",       "top_probability"};
  for (int k = 0; k < buckets.classes(); ++k) cells.push_back("p_" + buckets.text(k));
  cells.push_back("error_code");
  return base::csv_line(cells);
}

std::string prediction_csv_line(const std::string& path, const score::Score& score,
                                const score::YearBuckets& buckets) {
  std::vector<std::string> cells = {path,
                                    base::fixed(score.modernity, 4),
                                    base::fixed(score.modernity_percent, 3),
                                    base::fixed(score.expected_year, 3),
                                    base::fixed(score.year_std_years, 3),
                                    buckets.text(score.top_class),
                                    base::fixed(top_probability(score), 6)};
  for (const float probability : score.probabilities) cells.push_back(base::fixed(probability, 6));
  cells.emplace_back();
  return base::csv_line(cells);
}

std::string error_csv_line(const std::string& path, const Error& error, const score::YearBuckets& buckets) {
  std::vector<std::string> cells(static_cast<std::size_t>(buckets.classes()) + 8);
  cells.front() = path;
  cells.back() = std::string(name(error.code));
  return base::csv_line(cells);
}

std::string prediction_table_header() {
  return table_line("modernity", "", "expected year", "most likely", "photo");
}

std::string prediction_table_line(const std::string& path, const score::Score& score,
                                  const score::YearBuckets& buckets) {
  return table_line(
      base::fixed(score.modernity, 1) + " of " + std::to_string(buckets.classes()),
      base::fixed(score.modernity_percent, 0) + " %",
      base::fixed(score.expected_year, 0) + " +- " + base::fixed(score.year_std_years, 0),
      buckets.text(score.top_class) + " (" + base::fixed(100 * top_probability(score), 0) + " %)", path);
}

std::string probability_bars(const score::Score& score, const score::YearBuckets& buckets) {
  std::string text;
  for (int k = 0; k < buckets.classes(); ++k) {
    const double probability = score.probabilities[static_cast<std::size_t>(k)];
    char line[64];
    std::snprintf(line, sizeof line, "  %-10s %5s %%  ", buckets.text(k).c_str(),
                  base::fixed(100 * probability, 1).c_str());
    text += line + std::string(static_cast<std::size_t>(std::lround(kBarColumns * probability)), '#') + "\n";
  }
  return text;
}

}  // namespace deepcars::report
