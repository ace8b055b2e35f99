// One training run, epoch by epoch: what is measured, kept, written, and resumed after an interruption.
// Includes LibTorch.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "native/base/progress.h"
#include "native/train/learner.h"
#include "native/train/run/run_folder.h"
#include "native/train/run/run_state.h"
#include "native/train/run/training_log.h"
#include "native/train/run/validation.h"
#include "native/train/workers.h"

namespace deepcars::train {

/// Every worker goes through the same steps; the first one alone shows progress and writes files.
class TrainingRun {
 public:
  TrainingRun(const TrainOptions& options, const TrainingData& data, std::unique_ptr<Learner> learner,
              Workers& workers);

  /// Goes on from an earlier run's checkpoint, if there is one. Errors: file_unreadable, weights_damaged.
  Expected<void> resume();

  bool complete() const { return state_.complete(options_); }
  bool resumed() const { return state_.epochs_done > 0 || state_.unfinished.batches > 0; }
  /// As RunState::where.
  std::string where() const { return state_.where(); }
  /// Which epoch is kept, and in what file.
  std::string best_text() const;

  /// Starts the logs of the options with what the earlier part of the run has measured. Errors: file_unwritable.
  Expected<void> start_logs() { return log_.start(folder_, options_.log, results_.scalars()); }

  /// Runs the epochs that are left. False: interrupted; what was done until then is in the checkpoint.
  /// Errors: those of reading photos and writing files; diverged if the loss is no longer finite.
  Expected<bool> go();

 private:
  using Totals = EpochTotals;

  double seconds() const;
  Expected<void> count(int epoch, const BatchResult& batch, Totals& totals);
  Expected<bool> one_epoch(int epoch);
  Expected<bool> train_epoch(int epoch, const std::string& title, Totals& totals);
  Expected<std::optional<std::vector<float>>> validate_epoch(int epoch, const std::string& title);
  tl::unexpected<Error> diverged(int epoch) const;
  void add_validation_batches(std::span<const float> logits);
  void print_epoch(const std::string& title, const Totals& train, const Validation& validation,
                   double photos_per_s) const;
  bool is_best(double metric) const;
  bool is_validated(int epoch) const;
  Expected<bool> pass_by(int epoch, const std::string& title, const Totals& train, double trained_s);
  Expected<bool> finish_epoch(int epoch);
  Expected<bool> keep(int epoch, const Validation& validation, std::span<const float> logits);
  Expected<void> write_kept(const Validation& validation, std::span<const float> logits);
  Expected<void> save_checkpoint(const Totals& unfinished);

  const TrainOptions& options_;
  const TrainingData& data_;
  std::unique_ptr<Learner> learner_;
  Workers& workers_;
  RunFolder folder_;
  Results results_;
  TrainingLog log_;  // Only the first worker starts it.
  RunState state_;   // Its seconds are those before this start.
  std::chrono::steady_clock::time_point start_;
};

}  // namespace deepcars::train
