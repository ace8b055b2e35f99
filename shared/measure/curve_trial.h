// One map of one photo in the test of deletion and insertion, beside maps that are drawn without the network: a
// sequence of steps, each a pass through the network, with curves after each. The numbers are those of `deepcars
// evaluate`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/car_model.h"
#include "shared/measure/answer_left.h"
#include "shared/measure/perturbation_curves.h"

namespace deepcars::measure {

/// The curves of one map as far as they have come.
struct TestedCurves {
  std::string_view name;  ///< A baseline's, or empty for the map that is tested.
  std::vector<double> deletion =
      {};  ///< [steps + 1] at the end, answer_left. The lower its area, the better.
  std::vector<double> insertion = {};  ///< Likewise; the higher, the better.
  double deletion_area = 0;            ///< 0..1; 0 until all maps are finished.
  double insertion_area = 0;           ///< Likewise.

  /// Ahead of another map on both measures; not if an area is not a number.
  bool is_ahead_of(const TestedCurves& other) const;
};

struct CurveTrialOptions {
  explain::Fill fill = explain::Fill::blurred;
  int steps = default_curve_steps;  ///< At least 2.
  std::uint64_t seed = 0;           ///< Draws the random map and the order of equal values.
};

/// The same result on every device up to the rounding of the fast kernels, and for any number of threads.
class CurveTrial {
 public:
  /// Model and prediction, which has its input, must outlive the test. The map is of the prediction's photo and for the
  /// target, not normalised. Preconditions: the map's values are finite; the model has the target's buckets.
  CurveTrial(const CarModel& model, const Prediction& prediction, const explain::HeatMap& map,
             const explain::Target& target, const CurveTrialOptions& options = {});
  CurveTrial(const CurveTrial&) = delete;
  CurveTrial& operator=(const CurveTrial&) = delete;

  int steps() const;
  int steps_done() const { return steps_done_; }
  bool is_finished() const { return steps_done_ == steps(); }

  /// Scores one more picture. Precondition: it is not finished.
  void step(nn::ThreadPool& pool);

  /// Points of a finished curve.
  int points() const { return options_.steps + 1; }

  /// The map that is tested, then the baselines that must be beaten. Before the first step none has a point.
  std::vector<TestedCurves> so_far() const;

 private:
  struct Entry {
    std::string_view name;
    explain::HeatMap map;
    Importance importance;
  };

  const CarModel& model_;
  const Prediction& prediction_;
  explain::Target target_;
  CurveTrialOptions options_;
  std::uint64_t seed_;
  std::vector<Entry> entries_;
  std::vector<float> fill_picture_;
  PerturbationPoint photo_point_, fill_point_;
  std::vector<PerturbedPhoto> perturbed_;  ///< One for each map whose turn has come.
  int steps_done_ = 0;
};

/// What a finished test says about its map, for a person: a few sentences. Precondition: `maps` as so_far gives them.
std::string verdict_text(const std::vector<TestedCurves>& maps);

}  // namespace deepcars::measure
