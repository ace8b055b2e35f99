// What training minimises. Includes LibTorch.
#pragma once

#include <torch/torch.h>

#include "native/train/run/train_options.h"
#include "native/train/run/training_data.h"

namespace deepcars::train {

/// The right answers for N photos.
struct Targets {
  torch::Tensor probabilities;  ///< [N,classes].
  torch::Tensor weights;        ///< [N]: how much each photo counts.
};

/// The targets of pictures that show a photo with the given shares [N] (0..1) and another with the rest.
Targets mix(const Targets& photos, const Targets& others, const torch::Tensor& shares);

/// Weighted cross-entropy against soft labels, plus a share of the ranked probability score.
///
/// Cross-entropy does not know that 1930 is further from 2010 than 2008 is. The ranked probability score
/// does: the integral over the years of the squared distance of the predicted and the true cumulative
/// distribution, in years (the continuous ranked probability score of a distribution on points; Gneiting and
/// Raftery, "Strictly Proper Scoring Rules", 2007).
class Loss {
 public:
  Loss(const TrainOptions& options, const TrainingData& data, torch::Device device);

  /// The targets of the given training photos [N] (their positions in data.train).
  Targets targets(const torch::Tensor& photos) const;

  /// logits [N,classes] -> the sum over the photos divided by the number of photos of the whole batch, a
  /// scalar: the losses of several workers that share a batch add up to its mean.
  torch::Tensor operator()(const torch::Tensor& logits, const Targets& targets,
                           std::int64_t batch_photos) const;

 private:
  torch::Tensor distributions_;  // [photos, classes]
  torch::Tensor weights_;        // [photos]
  torch::Tensor year_gaps_;      // [classes - 1]: from each class's year to the next one's.
  double ranked_weight_;         // Per year.
};

}  // namespace deepcars::train
