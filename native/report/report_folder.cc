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

namespace {

constexpr const char* predictions = "predictions.csv";
constexpr const char* confusion_matrix = "confusion_matrix.csv";
constexpr const char* whole_report = "report.json";
constexpr const char* saliency_curves = "saliency_curves.csv";
constexpr const char* page = "report.html";
constexpr const char* metrics = "metrics.json";

}  // namespace

std::vector<fs::path> report_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const char* name : {predictions, confusion_matrix, whole_report, saliency_curves, page, metrics})
    files.push_back(folder / name);
  return files;
}

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
      {predictions, predictions_csv(data.photos, data.buckets)},
      {confusion_matrix, confusion_csv(data.evaluation, data.buckets)},
      {whole_report, json_text(report, -1) + "\n"}};
  if (data.saliency) files.emplace_back(saliency_curves, saliency_curves_csv(*data.saliency));
  if (with_page) files.emplace_back(page, html_page(report, data.evaluation));
  files.emplace_back(metrics, json_text(report["metrics"], 2) + "\n");

  std::vector<base::OutputFile> outputs;
  for (const auto& [name, content] : files) outputs.push_back({folder / name, base::bytes_of(content)});
  if (auto written = base::write_files(outputs); !written) return written;
  std::error_code status;
  if (!data.saliency) fs::remove(folder / saliency_curves, status);
  if (!with_page) fs::remove(folder / page, status);
  return {};
}

}  // namespace deepcars::report
