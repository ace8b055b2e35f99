// Training, from an index of photos to a weight file.
#pragma once

#include "native/train/train_options.h"
#include "shared/error.h"

namespace deepcars::native {

/// Trains as told and leaves in the run folder: config.json, split.csv if the index had no splits, the two
/// results tables, checkpoint.pt (after each epoch and every few minutes), and of the best epoch by
/// validation model.safetensors (what deepcars uses) and best_state.safetensors (all layers with BatchNorm,
/// to start another run from). The same call again goes on from the checkpoint, and ends with the same
/// numbers as an uninterrupted run. Progress is on standard error, one line per epoch on standard output.
/// After Ctrl-C it returns without error, keeping the best so far. Errors: invalid_argument, data_invalid,
/// file_unreadable, file_unwritable, weights_damaged, weights_unsupported.
Expected<void> train(const TrainOptions& options);

}  // namespace deepcars::native
