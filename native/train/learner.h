// What the training loop needs from a recipe: Learner is the whole network, or one linear layer on fixed
// features.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "native/train/run/train_options.h"
#include "native/train/run/training_data.h"
#include "shared/weights/tensors.h"

namespace deepcars::train {

struct Machine;

/// One batch's outcome, over all workers; loss is the mean per photo.
struct BatchResult {
  int photos = 0;
  double loss = 0;
  int correct = 0;
  double rate_factor = 1;    ///< The share of its peak that each learning rate had.
  bool interrupted = false;  ///< One of the workers was asked to stop.
};

/// Called after each batch; return false to stop.
using OnBatch = std::function<bool(const BatchResult& batch)>;

/// Called with the number of photos just finished by this worker; return false to stop.
using OnPhotos = std::function<bool(int photos)>;

/// Where the time of the last pass over photos went, on this worker.
struct Throughput {
  int photos = 0;
  double decoding_per_s = 0;  ///< Photos per second that the threads which prepare photos could deliver.
  double network_per_s = 0;   ///< Photos per second that the network could take.
  double waiting_s = 0;       ///< The time that the network waited for photos.
};

class Learner {
 public:
  virtual ~Learner() = default;

  /// Does the work that comes once before the first epoch. False: it was interrupted. Errors: those of
  /// reading photos.
  virtual Expected<bool> prepare() = 0;

  /// One pass over the training photos from batch first_batch on; ends early when on_batch says so.
  virtual Expected<void> train_epoch(int epoch, std::size_t first_batch, const OnBatch& on_batch) = 0;

  /// The logits [V, classes] of the validation photos, the same on every worker; nothing if on_photos
  /// returned false.
  virtual Expected<std::optional<std::vector<float>>> validation_logits(const OnPhotos& on_photos) = 0;

  /// The throughput of the last train_epoch; nothing where no photo is decoded.
  virtual std::optional<Throughput> throughput() const = 0;

  /// The present state of the whole network that was validated, with BatchNorm.
  virtual weights::Tensors state() const = 0;

  /// Everything that is needed to go on after a batch, with a text of the caller's.
  virtual std::string checkpoint(const std::string& facts) const = 0;
  /// Takes up a checkpoint's state and returns its text. Errors: weights_damaged.
  virtual Expected<std::string> restore(const std::string& checkpoint) = 0;
};

/// Starting values; empty means random weights.
using StartingState = weights::Tensors;

/// Recipe full: trains all layers on augmented photos. Errors: weights_damaged (not a ResNet-18's state).
Expected<std::unique_ptr<Learner>> make_full_learner(const TrainOptions& options, const TrainingData& data,
                                                     const StartingState& start, const Machine& machine);

/// Recipe head: trains a new last layer on features that the fixed network computes once, kept in the run
/// folder. Errors: as make_full_learner.
Expected<std::unique_ptr<Learner>> make_head_learner(const TrainOptions& options, const TrainingData& data,
                                                     const StartingState& start, const Machine& machine);

/// Recipe original: trains a new last layer as the Python original does. Errors: as make_full_learner;
/// invalid_argument with more than one worker.
Expected<std::unique_ptr<Learner>> make_original_learner(const TrainOptions& options,
                                                         const TrainingData& data, const StartingState& start,
                                                         const Machine& machine);

}  // namespace deepcars::train
