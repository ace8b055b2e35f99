// The photos of one training run with their labels, weights and classes.
#pragma once

#include <span>
#include <vector>

#include "native/data/index.h"
#include "native/data/photo_input.h"
#include "native/train/run/train_options.h"
#include "shared/score/year_buckets.h"

namespace deepcars::train {

struct TrainingData {
  /// With a planted cue, the marked copies of the training photos come behind them, with the years of their marks.
  std::vector<data::Photo> train = {}, val = {};
  std::vector<data::OptionalMark> train_marks = {};     ///< The mark of each in train; empty: none has one.
  std::vector<int> train_labels = {}, val_labels = {};  ///< The year bucket of each photo.
  score::YearBuckets buckets;
  std::vector<double> class_years = {};  ///< [classes]: mean year of its training photos, or its centre.
  std::vector<float> class_loss_weights = {};  ///< [classes]: mean 1 over photos().
  std::vector<double> sampling_weights = {};   ///< Per training photo; empty: each once per epoch.
  std::size_t photos_per_epoch = 0;            ///< All training photos, or how many are drawn.
  int outside_buckets = 0;                     ///< Photos left out because no bucket holds their year.
  std::size_t marked_copies = 0;               ///< How many of train, at its end, are marked copies.

  /// The training photos without the marked copies.
  std::span<const data::Photo> photos() const { return {train.data(), train.size() - marked_copies}; }
  /// What is stamped on an entry of train.
  data::OptionalMark mark(std::size_t entry) const {
    return train_marks.empty() ? data::OptionalMark() : train_marks[entry];
  }
};

/// Sorts an index's photos into a training run. An index without splits is split by group with the seed, and
/// `photos` then carries that split. Recipe original validates with the test split, as the original does.
/// Errors: invalid_argument for impossible buckets, or if none holds the year of a planted mark; data_invalid if there
/// is nothing to train on or to validate with.
Expected<TrainingData> make_training_data(std::vector<data::Photo>& photos, const TrainOptions& options);

/// Soft labels [classes], sum 1: a Gaussian of the given standard deviation (years) around the photo's year,
/// read at the class years; with 0 years the one label. Classes that no training photo has get nothing.
std::vector<float> target_distribution(int year, int label, const TrainingData& data, double std_years);

/// Which training photos an epoch sees, in which order: each once, shuffled; or, with sampling weights,
/// photos_per_epoch drawn with replacement. The same for the same seed and epoch.
std::vector<std::size_t> epoch_order(const TrainingData& data, std::uint64_t seed, int epoch);

}  // namespace deepcars::train
