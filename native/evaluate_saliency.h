// How far the heat maps can be trusted, for `deepcars evaluate`: reads photos, measures one after the other,
// and writes each down as soon as it is finished.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/base/model.h"
#include "native/base/work_log.h"
#include "native/measure/evaluated_photo.h"
#include "native/measure/saliency_evaluation.h"
#include "shared/error.h"

namespace deepcars::native {

struct SaliencyRequest {
  std::size_t photos = 0;  ///< 0: nothing is measured.
  /// The first of these photos also get the randomisation test; it takes the maps of ten more networks.
  std::size_t sanity_photos = 8;
  /// How many drawn cars have their parts exchanged.
  std::size_t drawn_cars = 4;
  measure::CurveOptions curves;
};

/// The request for methods and fills of these names; without a name, all methods and the fills of CurveOptions. Errors:
/// invalid_argument for an unknown name.
Expected<void> choose(std::span<const std::string> methods, std::span<const std::string> fills,
                      measure::CurveOptions& options);

/// The log in the output folder, saliency_photos.jsonl: of the same model, methods, fills, steps and seed, or
/// a new one. Errors: as WorkLog::open and of reading the weight file.
Expected<base::WorkLog> open_saliency_log(const std::filesystem::path& folder, const base::OpenedModel& model,
                                          const measure::CurveOptions& options);

/// Measures the request's photos, spread over the decades and sources, and its drawn cars, and shows its progress; what the log
/// holds is not computed again. Errors: those of reading photos, of the maps, and of the log; interrupted: what is
/// finished is in the log.
Expected<measure::SaliencyEvaluation> measure_saliency(const CarModel& model,
                                                       std::span<const measure::EvaluatedPhoto> photos,
                                                       const SaliencyRequest& request,
                                                       const measure::BootstrapPlan& plan, base::WorkLog& log,
                                                       nn::ThreadPool& pool);

}  // namespace deepcars::native
