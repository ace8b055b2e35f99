#include "native/report/report_folder.h"

#include <string>
#include <utility>
#include <vector>

#include "native/base/files.h"
#include "native/report/evaluation_text.h"
#include "native/report/html_page.h"
#include "native/report/prediction_text.h"
#include "native/report/saliency_text.h"

namespace deepcars::report {
namespace fs = std::filesystem;

Expected<void> make_report_folder(const fs::path& folder) {
  std::error_code status;
  fs::create_directories(folder, status);
  if (!status && fs::is_directory(folder, status)) return {};
  return failure(ErrorCode::file_unwritable,
                 "the folder " + folder.string() +
                     " cannot be made: " + (status ? status.message() : "there is a file of that name"),
                 "name another with --output");
}

Expected<void> write_report(const fs::path& folder, const ReportData& data, bool with_page) {
  const nlohmann::ordered_json report = report_json(data);
  std::vector<std::pair<std::string, std::string>> files = {
      {"predictions.csv", predictions_csv(data.photos, data.buckets)},
      {"confusion_matrix.csv", confusion_csv(data.evaluation, data.buckets)},
      {"report.json", json_text(report, -1) + "\n"}};
  if (data.saliency) files.emplace_back("saliency_curves.csv", saliency_curves_csv(*data.saliency));
  if (with_page) files.emplace_back("report.html", html_page(report, data.evaluation));
  files.emplace_back("metrics.json", json_text(report["metrics"], 2) + "\n");

  std::error_code status;
  for (const char* earlier : {"metrics.json", "report.json", "report.html", "saliency_curves.csv"}) {
    fs::remove(folder / earlier, status);
  }
  for (const auto& [name, content] : files) {
    if (auto written = base::write_file(folder / name, content); !written) return written;
  }
  return {};
}

}  // namespace deepcars::report
