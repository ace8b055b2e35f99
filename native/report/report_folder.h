// The folder with everything that one evaluation found.
#pragma once

#include <filesystem>
#include <vector>

#include "native/report/report_json.h"
#include "shared/error.h"

namespace deepcars::report {

/// Makes the folder, so that a place where nothing can be written is found out before the long work, not
/// after it. Errors: file_unwritable.
Expected<void> make_report_folder(const std::filesystem::path& folder);

/// Every file that write_report may write.
std::vector<std::filesystem::path> report_files(const std::filesystem::path& folder);

/// Writes predictions.csv, confusion_matrix.csv, report.json, saliency_curves.csv where saliency was
/// measured, report.html if with_page is true, and metrics.json last: where it is, the others are of the same
/// evaluation. Files of an earlier evaluation that would contradict them go. Errors: file_unwritable, and then those of
/// an earlier evaluation are untouched.
Expected<void> write_report(const std::filesystem::path& folder, const ReportData& data, bool with_page);

}  // namespace deepcars::report
