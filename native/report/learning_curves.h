// How a training run went, as its folder's two tables tell it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shared/error.h"

namespace deepcars::report {

struct LearningCurvePoint {
  std::string phase;  ///< "Train" or "Val".
  double step = 0;    ///< Epochs, or training batches, from the start.
  double time_s = 0;  ///< Since the start; of epochs only.
  double loss = 0;
  double accuracy = 0;  ///< 0..1
};

struct LearningCurves {
  std::string run;  ///< The run folder's name.
  std::vector<LearningCurvePoint> by_epoch;
  std::vector<LearningCurvePoint> by_batch;  ///< At most max_batch_points per phase.
  std::size_t batches_per_point = 1;
};

/// More would fill the report and show nothing more: neighbouring batches are averaged.
inline constexpr std::size_t max_batch_points = 400;

/// Reads tables with the columns Epoch or Batch, Loss, Accuracy, Phase and, for epochs, Time; others are
/// ignored. Batches count from 1 in every epoch of either phase; a validation batch stands where the training
/// stood. Errors: file_unreadable; data_invalid for a missing column or a cell that is no number, naming the
/// file.
Expected<LearningCurves> read_learning_curves(const std::filesystem::path& epochs_csv,
                                              const std::filesystem::path& batches_csv);

}  // namespace deepcars::report
