// One call of `deepcars train`, from an index of photos to a weight file.
#pragma once

#include "native/train/run/train_options.h"
#include "shared/error.h"

namespace deepcars::train {

/// Trains with these options and leaves in the run folder: config.json, split.csv if the index had no splits, the
/// two results tables, the logs that options.log names, checkpoint.pt (after each epoch and every few minutes), and
/// of the best epoch by validation model.safetensors (what deepcars uses) and best_state.safetensors (all layers with
/// BatchNorm, to start another run from). The same call again goes on from the checkpoint, and ends with the same
/// numbers as an uninterrupted run. Progress is on standard error, one line per epoch on standard output.
/// Precondition: check(options). Errors: invalid_argument, data_invalid, file_unreadable, file_unwritable,
/// weights_damaged, weights_unsupported; interrupted after Ctrl-C, with the best so far kept; diverged;
/// unreachable if another worker is lost.
Expected<void> train(const TrainOptions& options);

}  // namespace deepcars::train
