#include "native/report/sections.h"

#include <array>

namespace deepcars::report {
namespace {

using MakeSection = Section (*)(const ReportData&);

constexpr std::array<MakeSection, 10> kSections = {
    measures_section, groups_section,   years_section,          confusion_section, reliability_section,
    cars_section,     saliency_section, saliency_trust_section, photos_section,    training_section,
};

}  // namespace

std::vector<Section> report_sections(const ReportData& data) {
  std::vector<Section> sections;
  for (const MakeSection make : kSections) sections.push_back(make(data));
  return sections;
}

}  // namespace deepcars::report
