// What the training loop asks of whatever learns: the whole network, or one linear layer on fixed features.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "native/train/train_options.h"
#include "native/train/training_data.h"
#include "shared/weights/tensors.h"

namespace deepcars::native {

struct Machine;

/// One batch's outcome, over all workers; loss is the mean per photo.
struct BatchResult {
  int photos = 0;
  double loss = 0;
  int correct = 0;
  bool interrupted = false;  ///< Somebody asked one of the workers to stop.
};

/// Told after each batch; false asks to stop.
using OnBatch = std::function<bool(const BatchResult& batch)>;

/// Told of so many more photos done by this worker; false asks to stop.
using OnPhotos = std::function<bool(int photos)>;

/// Where the time of the last pass over photos went, on this worker.
struct Throughput {
  int photos = 0;
  double decoding_per_s = 0;  ///< What the threads that prepare photos could deliver, photos per second.
  double network_per_s = 0;   ///< What the network could take.
  double waiting_s = 0;       ///< How long the network waited for photos.
};

class Learner {
 public:
  virtual ~Learner() = default;

  /// Work done once before the first epoch. False: it was interrupted. Errors: those of reading photos.
  virtual Expected<bool> prepare() = 0;

  /// One pass over the training photos from batch first_batch on; ends early when on_batch says so.
  virtual Expected<void> train_epoch(int epoch, std::size_t first_batch, const OnBatch& on_batch) = 0;

  /// Logits [V, classes] of the validation photos, the same on every worker; nothing if on_photos asked to
  /// stop.
  virtual Expected<std::optional<std::vector<float>>> validation_logits(const OnPhotos& on_photos) = 0;

  /// Of the last train_epoch; nothing where no photo is decoded.
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

/// Trains all layers on augmented photos. Errors: weights_damaged (not a ResNet-18's state).
Expected<std::unique_ptr<Learner>> make_network_learner(const TrainOptions& options, const TrainingData& data,
                                                        const StartingState& start, const Machine& machine);

/// Trains a new last layer on features that the fixed network computes once, kept in the run folder.
/// Errors: as make_network_learner.
Expected<std::unique_ptr<Learner>> make_linear_learner(const TrainOptions& options, const TrainingData& data,
                                                       const StartingState& start, const Machine& machine);

/// Trains a new last layer as the Python original does; see recipe_defaults. Errors: as make_network_learner;
/// invalid_argument with more than one worker.
Expected<std::unique_ptr<Learner>> make_original_learner(const TrainOptions& options,
                                                         const TrainingData& data, const StartingState& start,
                                                         const Machine& machine);

}  // namespace deepcars::native
