// What the training loop asks of whatever learns: the whole network, or one linear layer on fixed features.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "native/train/pth_reader.h"
#include "native/train/train_options.h"
#include "native/train/training_data.h"

namespace deepcars::native {

/// One batch's outcome; loss is the mean per photo.
struct BatchResult {
  int photos = 0;
  double loss = 0;
  int correct = 0;
};

/// Told after each batch; false asks to stop.
using OnBatch = std::function<bool(const BatchResult& batch)>;

class Learner {
 public:
  virtual ~Learner() = default;

  /// Work done once before the first epoch. False: it was interrupted. Errors: those of reading photos.
  virtual Expected<bool> prepare() = 0;

  /// One pass over the training photos from batch first_batch on; ends early when on_batch says so.
  virtual Expected<void> train_epoch(int epoch, std::size_t first_batch, const OnBatch& on_batch) = 0;

  /// Logits [V, classes] of the validation photos in eval mode; ends early when on_batch says so.
  virtual Expected<std::vector<float>> validation_logits(const OnBatch& on_batch) = 0;

  /// The present state of the whole network that was validated, with BatchNorm.
  virtual TensorMap state() const = 0;

  /// Everything that is needed to go on after a batch, with a text of the caller's; written at once or not at
  /// all.
  virtual Expected<void> save_checkpoint(const std::string& path, const std::string& facts) const = 0;
  /// Returns the text. Errors: file_unreadable, weights_damaged.
  virtual Expected<std::string> load_checkpoint(const std::string& path) = 0;
};

/// Starting values; empty means random weights.
using StartingState = TensorMap;

/// Trains all layers on augmented photos. Errors: weights_damaged (not a ResNet-18's state), invalid_argument
/// (device not available).
Expected<std::unique_ptr<Learner>> make_network_learner(const TrainOptions& options, const TrainingData& data,
                                                        const StartingState& start);

/// Trains a new last layer on features that the fixed network computes once, kept in the run folder.
/// Errors: as make_network_learner.
Expected<std::unique_ptr<Learner>> make_linear_learner(const TrainOptions& options, const TrainingData& data,
                                                       const StartingState& start);

}  // namespace deepcars::native
