#include "native/report/saliency_text.h"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <vector>

#include "native/base/csv.h"
#include "native/base/text.h"
#include "shared/order.h"

namespace deepcars::report {
namespace {

/// The baseline that the table compares with; the JSON compares with all.
constexpr std::string_view kShownRival = "edges";

/// "+0.164 [+0.120 +0.210]", or without an interval where there is none.
std::string signed_cell(const measure::MeanInterval& mean) {
  char text[64];
  if (mean.interval) {
    std::snprintf(text, sizeof text, "%+.3f [%+.3f %+.3f]", mean.mean, mean.interval->low,
                  mean.interval->high);
  } else {
    std::snprintf(text, sizeof text, "%+.3f", mean.mean);
  }
  return text;
}

std::string verdict_text(const measure::CurveSummary& map) {
  if (map.is_baseline) return "baseline";
  return map.is_ahead() ? "yes" : "not of " + joined(map.not_ahead_of());
}

std::string row_text(const measure::CurveSummary& map) {
  const auto lead = std::find_if(map.leads.begin(), map.leads.end(),
                                 [](const measure::Lead& each) { return each.over == kShownRival; });
  char line[240];
  std::snprintf(line, sizeof line, "  %-24s %7.0f %9.3f %9.3f %24s %24s  %s\n", map.map.c_str(), map.passes,
                map.areas.deletion.mean, map.areas.insertion.mean,
                signed_cell(map.areas.insertion_less_deletion).c_str(),
                lead == map.leads.end() ? "-" : signed_cell(lead->less.insertion_less_deletion).c_str(),
                verdict_text(map).c_str());
  return line;
}

/// The maps of one target and fill, the best first.
std::vector<const measure::CurveSummary*> ranked(const measure::SaliencyEvaluation& evaluation,
                                                 explain::Target::Kind target, explain::Fill fill) {
  std::vector<const measure::CurveSummary*> maps;
  for (const measure::CurveSummary& map : evaluation.curves) {
    if (map.target == target && map.fill == fill) maps.push_back(&map);
  }
  std::stable_sort(maps.begin(), maps.end(), [](const auto* a, const auto* b) {
    return Descending{}(a->areas.insertion_less_deletion.mean, b->areas.insertion_less_deletion.mean);
  });
  return maps;
}

std::string curves_table(const measure::SaliencyEvaluation& evaluation) {
  std::string text;
  char line[240];
  for (const explain::Target::Kind target : measure::tested_targets) {
    for (const explain::Fill fill : evaluation.options.fills) {
      const std::string heading =
          std::string(explain::info(target).label) + ", fill " + std::string(explain::name(fill));
      std::snprintf(line, sizeof line, "\n%s\n  %-24s %7s %9s %9s %24s %24s  %s\n", heading.c_str(), "map",
                    "passes", "deletion", "insertion", "insertion - deletion", "less that of edges", "ahead");
      text += line;
      for (const measure::CurveSummary* map : ranked(evaluation, target, fill)) text += row_text(*map);
    }
  }
  return text +
         "Areas under what is left of the answer while pixels are taken out, the most important first\n"
         "(deletion: lower is better), or put in (insertion: higher is better). A map is ahead if it is better\n"
         "by both than random blobs, edges, and edges near the centre, with intervals apart from zero.\n";
}

std::string sanity_table(const measure::SanityCheck& sanity) {
  std::string text = "\nRank correlation with the trained network's map, " + std::to_string(sanity.photos) +
                     " photos, as layers become random\n  " + std::string(24, ' ');
  char cell[64];
  for (const std::string& stage : sanity.stages) {
    std::snprintf(cell, sizeof cell, " %8s", stage.c_str());
    text += cell;
  }
  for (const measure::MethodSanity& method : sanity.methods) {
    std::snprintf(cell, sizeof cell, "\n  %-24s", std::string(method.method->name).c_str());
    text += cell;
    for (const measure::StageSimilarity& stage : method.stages) {
      std::snprintf(cell, sizeof cell, " %8.2f", stage.rank_correlation.mean);
      text += cell;
    }
    text += "  " + std::string(measure::name(method.verdict()));
  }
  return text + "\n";
}

std::string number_row(std::string_view name, const std::vector<double>& numbers, const char* format) {
  char cell[64];
  std::snprintf(cell, sizeof cell, "  %-24s", std::string(name).c_str());
  std::string text = cell;
  for (const double number : numbers) {
    std::snprintf(cell, sizeof cell, format, number);
    text += cell;
  }
  return text;
}

/// A row per map: how much of its change lies in each part that the network reacts to.
std::string shares_table(const measure::PartExchangeEvaluation& drawn) {
  std::vector<const measure::PartSummary*> tested;
  for (const measure::PartSummary& part : drawn.parts) {
    if (part.reacts() && part.area_share) tested.push_back(&part);
  }
  if (tested.empty()) return "";
  char cell[64];
  std::snprintf(cell, sizeof cell, "\n  %-24s", "share of change in part");
  std::string text = cell;
  std::vector<double> areas;
  for (const measure::PartSummary* part : tested) {
    std::snprintf(cell, sizeof cell, " %8s", std::string(measure::name(part->part)).c_str());
    text += cell;
    areas.push_back(part->area_share->mean);
  }
  text += "\n" + number_row("by chance: its area", areas, " %8.3f");
  for (std::size_t map = 0; map < tested.front()->shares.size(); ++map) {
    std::vector<double> shares;
    for (const measure::PartSummary* part : tested) shares.push_back(part->shares[map].weight_share.mean);
    text += "\n" + number_row(tested.front()->shares[map].map, shares, " %8.3f");
  }
  return text + "\n";
}

std::string drawn_cars_table(const measure::PartExchangeEvaluation& drawn) {
  char line[240];
  std::snprintf(
      line, sizeof line,
      "\nParts exchanged in %zu drawn cars; the model calls %.0f %% of such drawings unlike its photos\n"
      "  %-24s",
      drawn.cars, 100 * drawn.unfamiliar_share, "becomes one of");
  std::string text = line;
  for (const std::string_view era : measure::car_eras) {
    std::snprintf(line, sizeof line, " %8s", std::string(era).c_str());
    text += line;
  }
  text += "  mean move\n" + number_row("all: expected year", drawn.years, " %8.1f") + "\n";
  for (const measure::PartSummary& part : drawn.parts) {
    std::snprintf(line, sizeof line, " %10.1f%s\n", part.moved_years,
                  part.reacts() ? "" : "  the network does not react to this part");
    text += number_row(measure::name(part.part), part.moved_to_era_years, " %+8.1f") + line;
  }
  std::snprintf(
      line, sizeof line,
      "Years by which the expected year moves when a part becomes one of that era. Below a mean move of\n"
      "%.0f years there is nothing to explain.\n",
      measure::reaction_threshold_years);
  return text + line + shares_table(drawn);
}

void add_rows(const measure::CurveSummary& map, const char* curve,
              const std::vector<measure::Estimate>& points, std::string& csv) {
  const auto steps = static_cast<double>(points.size() - 1);
  for (std::size_t step = 0; step < points.size(); ++step) {
    const measure::Estimate& point = points[step];
    csv += base::csv_line({std::string(explain::info(map.target).name), std::string(explain::name(map.fill)),
                           curve, map.map, base::fixed(static_cast<double>(step) / steps, 3),
                           base::fixed(point.mean, 6),
                           point.standard_error ? base::fixed(*point.standard_error, 6) : ""});
  }
}

}  // namespace

std::string saliency_curves_csv(const measure::SaliencyEvaluation& evaluation) {
  std::string csv =
      base::csv_line({"target", "fill", "curve", "map", "share", "answer_left", "standard_error"});
  for (const measure::CurveSummary& map : evaluation.curves) {
    add_rows(map, "deletion", map.deletion, csv);
    add_rows(map, "insertion", map.insertion, csv);
  }
  return csv;
}

std::string saliency_table(const measure::SaliencyEvaluation& evaluation) {
  std::string text = "\nSaliency of " + std::to_string(evaluation.photos) + " photos of " +
                     std::to_string(evaluation.cars) + " cars, with 95 % intervals over cars\n";
  text += curves_table(evaluation);
  if (evaluation.drawn_cars) text += drawn_cars_table(*evaluation.drawn_cars);
  if (evaluation.sanity) text += sanity_table(*evaluation.sanity);
  return text;
}

}  // namespace deepcars::report
