// Where a run stands: what its checkpoint says beside the weights.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "native/train/run/train_options.h"

namespace deepcars::train {

/// Sums over the batches of an epoch so far.
struct EpochTotals {
  int photos = 0, correct = 0, batches = 0;
  double loss = 0;  ///< Summed over the photos.

  double mean_loss() const;
  double accuracy() const;
};

struct RunState {
  int epochs_done = 0;
  EpochTotals unfinished = {};  ///< The epoch within which the checkpoint was written.
  int best_epoch = 0;           ///< The kept one, from 1; 0: none yet.
  double best_metric = 0;
  double seconds = 0;  ///< Spent on training; the pause of an interruption does not count.

  /// Whether no epoch is left, or patience_epochs of them brought nothing better.
  bool complete(const TrainOptions& options) const;
  /// "epoch 3", or "epoch 3 and 120 batches".
  std::string where() const;
};

nlohmann::json to_json(const RunState& state);

/// The inverse. Throws nlohmann::json::exception if a member is missing or of another type.
RunState run_state_from_json(const nlohmann::json& json);

}  // namespace deepcars::train
