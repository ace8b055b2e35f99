// The maps of the methods, as the measures of explanations need them: as they are computed, not normalised.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "shared/car_model.h"

namespace deepcars::measure {

/// Called with the number of passes of one photo through the network, forward or backward, since the last
/// call. Return false to stop the work.
using PassesDone = std::function<bool(std::int64_t passes)>;

/// A photo and what a model says about it, ready to be explained.
struct PhotoToExplain {
  image::Image picture;
  std::vector<float> input;  ///< [3, size_px, size_px], as image::preprocess makes it of the picture.
  Prediction prediction;     ///< Traced.
};

/// Scores the photo: one forward pass, with the kernels that `deepcars explain` and the page draw with.
PhotoToExplain photo_to_explain(const CarModel& model, image::Image picture, nn::ThreadPool& pool);

struct MethodMap {
  explain::HeatMap map;  ///< [size_px, size_px], finite values, not normalised.
  std::int64_t passes;   ///< What it cost, the photo's own forward pass left out.
};

/// The map of one method. The only place where the measures compute one. Errors: as
/// CarModel::input_gradient; internal if a value is not a finite number.
Expected<MethodMap> method_map(const CarModel& model, const PhotoToExplain& photo,
                               const explain::Method& method, const explain::Target& target,
                               nn::ThreadPool& pool);

/// The passes that method_map is going to take, for an estimate of the time.
std::int64_t expected_passes(const explain::Method& method);

}  // namespace deepcars::measure
