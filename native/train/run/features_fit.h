// What a trained model's own features of its training photos add to it.
#pragma once

#include "native/train/run/train_options.h"
#include "shared/error.h"

namespace deepcars::train {

/// Computes the features of the training photos of a complete run with its model, and writes into the run
/// folder: the model again, with its familiarity (shared/features/familiarity.h), and neighbours.safetensors
/// (shared/features/neighbours.h). Does nothing if that was done. Photos of a single car cannot tell what is familiar:
/// the model then has no familiarity, and standard error says so. Progress is on standard error. Errors: those of
/// reading the index, the photos and the model, and of writing; data_invalid if no photo can be read; interrupted
/// after Ctrl-C.
Expected<void> fit_features(const TrainOptions& options);

}  // namespace deepcars::train
