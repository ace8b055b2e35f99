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

  bool complete() const { return epochs_done_ >= options_.epochs || stopped_early(); }
  bool resumed() const { return epochs_done_ > 0 || unfinished_.batches > 0; }
  /// "epoch 3", or "epoch 3 and 120 batches".
  std::string where() const;
  /// Which epoch is kept, and in what file.
  std::string best_text() const;

  /// Runs the epochs that are left. False: interrupted; what was done until then is in the checkpoint.
  /// Errors: those of reading photos and writing files; diverged if the loss is no longer finite.
  Expected<bool> go();

 private:
  /// Sums over the batches of an epoch so far.
  struct Totals {
    int photos = 0, correct = 0, batches = 0;
    double loss = 0;  ///< Summed over the photos.

    double mean_loss() const;
    double accuracy() const;
  };

  bool stopped_early() const;
  double seconds() const;
  void count(const BatchResult& batch, Totals& totals);
  Expected<bool> one_epoch(int epoch);
  Expected<bool> train_epoch(int epoch, const std::string& title, Totals& totals);
  Expected<std::optional<std::vector<float>>> validate_epoch(const std::string& title);
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
  int epochs_done_ = 0;
  Totals unfinished_;   // The epoch within which a checkpoint was written.
  int best_epoch_ = 0;  // Counted from 1; 0: none yet.
  double best_metric_ = 0;
  double seconds_before_ = 0;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace deepcars::train
