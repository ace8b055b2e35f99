// An evaluation as report.json: all that the report's page shows.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>

#include "native/data/index.h"
#include "native/measure/evaluation.h"
#include "native/measure/familiarity_evaluation.h"
#include "native/measure/neighbour_evaluation.h"
#include "native/measure/saliency_evaluation.h"
#include "native/report/evaluation_json.h"
#include "native/report/galleries.h"
#include "native/report/learning_curves.h"

namespace deepcars::report {

/// Everything that a report may show.
struct ReportData {
  EvaluationTitle title;
  const score::YearBuckets& buckets;
  /// All of it, whatever split was evaluated.
  std::span<const data::Photo> index;
  std::span<const measure::EvaluatedPhoto> photos;
  const measure::Evaluation& evaluation;
  std::optional<LearningCurves> learning_curves = {};
  Galleries galleries = {};
  std::optional<measure::FamiliarityEvaluation> familiarity = {};
  std::optional<measure::NeighbourEvaluation> neighbours = {};
  std::optional<measure::SaliencyEvaluation> saliency = {};
};

/// metrics.json: evaluation_json, with "familiarity", "neighbours" and "saliency" where these were measured.
nlohmann::ordered_json metrics_json(const ReportData& data);

/// report.json: "metrics" (what metrics.json holds), "measures", "baselines", "confusion", "index", "photos",
/// "learning_curves", "saliency_curves", "galleries". README.md beside this file describes each;
/// page/report.ts has the same as types.
nlohmann::ordered_json report_json(const ReportData& data);

}  // namespace deepcars::report
