// The report's sections: each a function of what was measured. To add one, write its function and name it in
// sections.cc.
#pragma once

#include <optional>
#include <vector>

#include "native/data/index.h"
#include "native/measure/evaluation.h"
#include "native/measure/saliency_evaluation.h"
#include "native/report/evaluation_json.h"
#include "native/report/galleries.h"
#include "native/report/learning_curves.h"
#include "native/report/section.h"

namespace deepcars::report {
using namespace measure;

/// Everything that a section may show.
struct ReportData {
  EvaluationTitle title;
  const score::YearBuckets& buckets;
  const std::vector<native::Photo>& index;  ///< All of it, whatever split was evaluated.
  const std::vector<EvaluatedPhoto>& photos;
  const Evaluation& evaluation;
  std::optional<LearningCurves> learning_curves;
  Galleries galleries;
  std::optional<SaliencyEvaluation> saliency = {};
};

Section measures_section(const ReportData& data);
Section groups_section(const ReportData& data);
Section years_section(const ReportData& data);
Section confusion_section(const ReportData& data);
Section reliability_section(const ReportData& data);
Section cars_section(const ReportData& data);
Section saliency_section(const ReportData& data);
Section saliency_trust_section(const ReportData& data);
Section photos_section(const ReportData& data);
Section training_section(const ReportData& data);

/// All of them, in the order of the page.
std::vector<Section> report_sections(const ReportData& data);

}  // namespace deepcars::report
