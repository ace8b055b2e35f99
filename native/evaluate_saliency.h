// The part of deepcars evaluate that measures how far its heat maps can be trusted.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "native/measure/evaluation.h"
#include "native/measure/saliency_evaluation.h"
#include "shared/error.h"

namespace deepcars::native {

/// Evaluates saliency on `count` of the photos (all if there are fewer), spread over the decades, and shows
/// its progress. From here on Ctrl-C is caught: the result is then nothing. Errors: those of reading the photos.
Expected<std::optional<measure::SaliencyEvaluation>> evaluate_saliency(
    const CarModel& model, std::span<const measure::EvaluatedPhoto> photos, std::size_t count,
    nn::ThreadPool& pool);

}  // namespace deepcars::native
