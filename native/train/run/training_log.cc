#include "native/train/run/training_log.h"

#include <cerrno>
#include <cstring>
#include <set>
#include <string>
#include <utility>

#include "native/base/files.h"
#include "native/base/json_text.h"
#include "native/train/run/tensorboard_events.h"

namespace deepcars::train {
namespace {
namespace fs = std::filesystem;

std::string record_of(const ScalarRow& row, LogFormat format) {
  return format == LogFormat::tensorboard ? event_record(row) : base::json_text(to_json(row)) + "\n";
}

/// A new name for each event file: a TensorBoard that is open reads on in it, and would not look into an old one that is
/// replaced. So that steps do not stand twice, the old ones go.
fs::path make_way(const RunFolder& folder, LogFormat format, double now_s) {
  if (format == LogFormat::jsonl) return folder.jsonl_log();
  std::error_code status;
  for (const fs::path& earlier : folder.event_files()) fs::remove(earlier, status);
  return folder.event_file(static_cast<std::int64_t>(now_s));
}

}  // namespace

Expected<void> TrainingLog::start(const RunFolder& folder, std::span<const LogFormat> formats,
                                  std::span<const ScalarRow> rows) {
  files_.clear();
  const double now_s = wall_time_s();
  for (const LogFormat format : std::set<LogFormat>(formats.begin(), formats.end())) {
    std::string text = format == LogFormat::tensorboard ? event_file_start(now_s) : "";
    for (const ScalarRow& row : rows) text += record_of(row, format);
    const fs::path path = make_way(folder, format, now_s);
    if (auto written = base::write_file(path, text); !written) return written;
    files_.push_back(
        {.format = format, .path = path, .out = std::ofstream(path, std::ios::app | std::ios::binary)});
  }
  return {};
}

Expected<void> TrainingLog::add(const ScalarRow& row) {
  for (LogFile& file : files_) {
    file.out << record_of(row, file.format) << std::flush;
    if (file.out) continue;
    return failure(ErrorCode::file_unwritable,
                   file.path.string() + " cannot be written: " + std::strerror(errno),
                   "check the folder's permissions and free space, then run the same command again");
  }
  return {};
}

}  // namespace deepcars::train
