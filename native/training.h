// What needs LibTorch. Two programs have these functions. LibTorch takes half a second to load, so `deepcars` is built
// without it: there each function starts deepcars-train, the other program, in the place of this one, with the same
// command line, and returns only if that cannot be done. deepcars-train does what the functions say. A second program
// rather than a library that is loaded at need: nothing in it can exist twice, and OpenMP, which reads its rules from the
// environment as it is loaded, finds them there.
#pragma once

#include "native/sweep/sweep_spec.h"
#include "native/train/libtorch.h"
#include "native/train/run/train_options.h"
#include "shared/error.h"

namespace deepcars::native {

/// Trains, and fits what the finished model says of its features. Ctrl-C interrupts it. Precondition: check(options).
/// Errors: those of train::train and train::fit_features; file_unreadable if deepcars-train cannot be started.
Expected<void> train_model(const train::TrainOptions& options);

/// Trains every variant on every fold, unless that is done, and writes what they say of the held-out photos. Ctrl-C
/// interrupts it. Errors: those of train::train, and of the files of folds, runs and results; file_unreadable if
/// deepcars-train cannot be started.
Expected<void> compare_variants(const sweep::SweepSpec& spec);

/// Errors: file_unreadable if deepcars-train cannot be started.
Expected<train::LibTorch> ask_libtorch();

}  // namespace deepcars::native
