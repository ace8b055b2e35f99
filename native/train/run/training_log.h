// The logs of a run that other programs show while it goes on: what `train --log` asks for.
#pragma once

#include <filesystem>
#include <fstream>
#include <span>
#include <vector>

#include "native/train/run/run_folder.h"
#include "native/train/run/scalars.h"
#include "shared/error.h"

namespace deepcars::train {

/// A log has each step once, however often the run was interrupted: it starts with the rows that the checkpoint holds,
/// and what was logged after the checkpoint goes. A log that is not started takes no rows.
class TrainingLog {
 public:
  /// Writes a log in each of the formats with these rows, in place of the folder's earlier ones of the same format.
  /// Errors: file_unwritable.
  Expected<void> start(const RunFolder& folder, std::span<const LogFormat> formats,
                       std::span<const ScalarRow> rows);

  /// Adds a row to each log; it is in the files when this returns. Errors: file_unwritable.
  Expected<void> add(const ScalarRow& row);

 private:
  struct LogFile {
    LogFormat format;
    std::filesystem::path path;
    std::ofstream out;
  };
  std::vector<LogFile> files_;
};

}  // namespace deepcars::train
