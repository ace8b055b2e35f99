// What a run measures, step by step: the one list of what its logs show.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "native/train/run/train_options.h"
#include "native/train/run/validation.h"

namespace deepcars::train {

/// What was measured at one step.
struct ScalarRow {
  std::int64_t step = 0;   ///< Training batches since the run began.
  int epoch = 0;           ///< From 1.
  double wall_time_s = 0;  ///< Seconds since 1970.
  /// By tag: "validation/mae_years". The part before the slash is the group that TensorBoard shows it in.
  std::map<std::string, double> scalars = {};
};

/// The seconds since 1970 of now.
double wall_time_s();

/// Means over the photos of a batch or an epoch.
struct TrainingMeans {
  double loss = 0;
  double accuracy = 0;  ///< 0..1
};

/// batch/loss, batch/accuracy and the learning rates that are in use: batch/learning_rate where all layers train, and
/// batch/head_learning_rate. rate_factor is the share of their peaks.
std::map<std::string, double> batch_scalars(const TrainingMeans& batch, double rate_factor,
                                            const TrainOptions& options);

/// train/loss, train/accuracy, and after a validation validation/... with each measure of to_json(Validation).
std::map<std::string, double> epoch_scalars(const TrainingMeans& train,
                                            const std::optional<Validation>& validation);

/// {"step", "epoch", "wall_time", then a key per tag}; a number that is not finite becomes null.
nlohmann::ordered_json to_json(const ScalarRow& row);

/// The inverse; null becomes NaN. Throws nlohmann::json::exception for anything else.
ScalarRow scalar_row_from_json(const nlohmann::json& json);

}  // namespace deepcars::train
