// Whether a model tells photos of cars from other photos.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/measure/bootstrap.h"

namespace deepcars::measure {

/// One way to tell: a number for each photo that is to be larger for cars.
struct Detector {
  std::string key;    ///< In JSON.
  std::string words;  ///< For a person.
  std::vector<double> cars, others;
};

/// How well it tells.
struct Detection {
  std::string key, words;
  double auc =
      0;  ///< Area under the ROC curve: the chance that a car has a larger number than another photo, 0..1.
  std::optional<Interval> auc_interval = {};
  double caught = 0;  ///< The share of other photos that are flagged where 2 % of the cars are.
};

/// Precondition: each detector has cars and others. groups names each car's split group.
std::vector<Detection> detections(std::span<const Detector> detectors, std::span<const std::string> groups,
                                  const BootstrapPlan& plan);

/// The chance that a number of `larger` is above one of `smaller`; equal ones count half. 0..1.
/// Precondition: neither is empty.
double roc_area(std::span<const double> larger, std::span<const double> smaller);

/// The evaluation of a model's familiarity.
struct FamiliarityEvaluation {
  std::size_t cars = 0, others = 0;  ///< Photos.
  double cars_flagged = 0;           ///< The share of cars that the model calls unfamiliar, 0..1.
  double others_flagged = 0;         ///< The share of the other photos.
  /// Familiarity first, then the baselines.
  std::vector<Detection> detections;
};

}  // namespace deepcars::measure
