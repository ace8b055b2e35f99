// How a training run went, from the two tables of its folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shared/error.h"

namespace deepcars::report {

/// One row of a table.
struct LearningCurvePoint {
  std::string phase;  ///< "Train" or "Val".
  double step = 0;    ///< Epochs, or training batches, from the start.
  double time_s = 0;  ///< Since the start; 0 for batches.
  double loss = 0;
  double accuracy = 0;  ///< 0..1
};

/// The curves of one run.
struct LearningCurves {
  std::string run;  ///< The run folder's name.
  std::vector<LearningCurvePoint> by_epoch;
  std::vector<LearningCurvePoint> by_batch;  ///< At most max_batch_points per phase.
  std::size_t batches_per_point = 1;
};

/// More would fill the report and show nothing more: neighbouring batches are averaged.
inline constexpr std::size_t max_batch_points = 400;

/// Reads tables with the columns Epoch or Batch, Loss, Accuracy, Phase and, for epochs, Time; others are
/// ignored. In the table, batches count from 1 in every epoch of either phase. In the result, training
/// batches count through the whole run, and a validation batch has the number of the last training batch
/// before it. Errors: file_unreadable; data_invalid for a missing column or a cell that is no number, naming
/// the file.
Expected<LearningCurves> read_learning_curves(const std::filesystem::path& epochs_csv,
                                              const std::filesystem::path& batches_csv);

}  // namespace deepcars::report
