#include "native/report/prediction_text.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <vector>

#include "native/base/text.h"
#include "native/base/unicode.h"

namespace deepcars::report {
namespace {

constexpr int kBarColumns = 40;

float top_probability(const score::Score& score) {
  return score.probabilities[static_cast<std::size_t>(score.top_class)];
}

std::string table_line(const std::string& modernity, const std::string& percent, const std::string& year,
                       const std::string& range, const std::string& top, const std::string& path) {
  char columns[160];
  std::snprintf(columns, sizeof columns, "%-11s %7s   %-13s %-22s %-17s ", modernity.c_str(), percent.c_str(),
                year.c_str(), range.c_str(), top.c_str());
  return columns + path + "\n";
}

nlohmann::ordered_json ranges_json(std::span<const score::YearRange> ranges) {
  auto json = nlohmann::ordered_json::array();
  for (const score::YearRange& range : ranges) {
    json.push_back({{"from_year", range.first}, {"to_year", range.last}});
  }
  return json;
}

}  // namespace

nlohmann::ordered_json prediction_json(const std::string& path, const Prediction& prediction,
                                       const score::YearBuckets& buckets) {
  const score::Score& score = prediction.score;
  auto probabilities = nlohmann::ordered_json::array();
  for (int k = 0; k < buckets.classes(); ++k) {
    probabilities.push_back(
        {{"years", buckets.text(k)}, {"probability", score.probabilities[static_cast<std::size_t>(k)]}});
  }
  nlohmann::ordered_json json = {{"path", base::path_text(path)},
                                 {"modernity", score.modernity},
                                 {"modernity_percent", score.modernity_percent},
                                 {"expected_year", score.expected_year},
                                 {"range_from_year", prediction.ranges.front().first},
                                 {"range_to_year", prediction.ranges.back().last}};
  if (prediction.ranges.size() > 1) json["ranges"] = ranges_json(prediction.ranges);
  if (prediction.familiarity) {
    json["familiarity"] = prediction.familiarity->share;
    json["unfamiliar"] = prediction.familiarity->unfamiliar;
  }
  json["damaged"] = !prediction.notes.damage.empty();
  if (!prediction.notes.damage.empty()) json["damage"] = prediction.notes.damage;
  json["decoded_by"] = image::name(prediction.notes.decoder);
  json["reduced_by"] = prediction.notes.reduced_by;
  json["top"] = buckets.text(score.top_class);
  json["top_probability"] = top_probability(score);
  json["probabilities"] = std::move(probabilities);
  return json;
}

nlohmann::ordered_json neighbours_json(std::span<const features::Neighbour> neighbours) {
  auto json = nlohmann::ordered_json::array();
  for (const features::Neighbour& neighbour : neighbours) {
    json.push_back({{"year", neighbour.car.year},
                    {"make", neighbour.car.make},
                    {"model", neighbour.car.model},
                    {"similarity", neighbour.similarity}});
  }
  return json;
}

nlohmann::ordered_json error_json(const std::string& path, const Error& error) {
  return {{"path", base::path_text(path)},
          {"error", {{"code", name(error.code)}, {"message", error.message}, {"hint", error.hint}}}};
}

std::string prediction_table_header() {
  return table_line("modernity", "", "expected year", "8 in 10 within", "most likely", "photo");
}

std::string prediction_table_line(const std::string& path, const Prediction& prediction,
                                  const score::YearBuckets& buckets) {
  const score::Score& score = prediction.score;
  const bool unfamiliar = prediction.familiarity && prediction.familiarity->unfamiliar;
  return table_line(
      base::fixed(score.modernity, 1) + " of " + std::to_string(buckets.classes()),
      base::fixed(score.modernity_percent, 0) + " %", base::fixed(score.expected_year, 0),
      score::text(prediction.ranges),
      buckets.text(score.top_class) + " (" + base::fixed(100 * top_probability(score), 0) + " %)",
      one_line(path) + (prediction.notes.damage.empty() ? "" : "  (damaged)") +
          (unfamiliar ? "  (unlike the cars that trained the model: the numbers mean little)" : ""));
}

std::string damage_warning(const std::string& path, const image::DecodeNotes& notes) {
  if (notes.damage.empty()) return "";
  return one_line(path + ": the picture is damaged (" + notes.damage +
                  "); the answer is to what can be shown of it.");
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
