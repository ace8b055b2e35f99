// Is this a car? How like the photos that trained a model a photo is, by what the forward pass has anyway.
//
// The mean of each channel of layer3 is a direction in 256 dimensions. Photos of cars lie near a few hundred
// directions, the prototypes; a photo of something else is farther from all of them. (Distances to training
// photos as a test for the unknown: Sun et al., "Out-of-Distribution Detection with Deep Nearest Neighbors",
// 2022, with layer4 and all photos. By layer3 and prototypes it told cars from other photos better and takes
// 64 KB; models/README.md has the measurements.)
#pragma once

#include <span>
#include <string>
#include <vector>

#include "shared/error.h"
#include "shared/weights/tensors.h"

namespace deepcars::features {

/// A photo of which the share is below this is called unfamiliar. That is about two in a hundred photos of cars from
/// new sources, by cross-validation over sources; models/README.md has the measurements.
inline constexpr double unfamiliar_share = 0.03;

/// The answer for one photo.
struct Familiarity {
  /// The share of photos of cars from new sources that are less like the training photos than this one, 0..1.
  double share = 0;
  bool unfamiliar = false;  ///< The model's other answers mean little.
};

/// What `train` has fitted to the training photos, stored in the weight file.
class FamiliarityModel {
 public:
  /// prototypes [P,256] in any length; distances [Q]: those of photos of cars from sources that did not make
  /// the prototypes, at the quantiles 0, 1/(Q-1), ..., 1.
  /// Errors: weights_damaged if a prototype is zero, if Q < 2, or if the distances do not ascend.
  static Expected<FamiliarityModel> create(const std::vector<std::vector<float>>& prototypes,
                                           std::vector<float> distances);

  /// From the tensors familiarity.prototypes and familiarity.distances. Errors: weights_damaged, naming the
  /// tensor that is missing, superfluous or of another shape; as create.
  static Expected<FamiliarityModel> from_tensors(const weights::Tensors& tensors);
  weights::Tensors tensors() const;

  /// layer3 is [256], as in nn::Output.
  Familiarity of(std::span<const float> layer3) const;

  /// 1 - the cosine of the angle to the nearest prototype, 0..2.
  double distance(std::span<const float> layer3) const;

 private:
  FamiliarityModel(std::vector<std::vector<float>> prototypes, std::vector<float> distances);

  std::vector<std::vector<float>> prototypes_;  ///< Each row is a unit vector.
  std::vector<float> distances_;
};

/// The names of a weight file's tensors that belong to a FamiliarityModel begin with this.
inline constexpr const char* familiarity_prefix = "familiarity.";

}  // namespace deepcars::features
