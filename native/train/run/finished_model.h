// Writes what training leaves behind: the weight file of the best epoch, which says how it was made.
#pragma once

#include "native/train/run/run_folder.h"
#include "native/train/run/train_options.h"
#include "native/train/run/training_data.h"
#include "native/train/run/validation.h"
#include "shared/weights/tensors.h"

namespace deepcars::train {

/// Writes model.safetensors (BatchNorm folded, metadata) and best_state.safetensors (with BatchNorm: what
/// --init starts from) into the run folder. epoch counts from 1. Errors: file_unwritable; weights_damaged for
/// a state that is not one of ResNet-18; invalid_argument for values that are not finite.
Expected<void> write_finished_model(const RunFolder& folder, const TrainOptions& options,
                                    const TrainingData& data, const weights::Tensors& state, int epoch,
                                    const Validation& validation);

}  // namespace deepcars::train
