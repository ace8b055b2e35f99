// What `deepcars evaluate` does with the photos of an index before anything is written: it chooses a split,
// scores the photos, and measures whether it tells cars from other photos. evaluate_saliency.h goes on.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/base/photos.h"
#include "native/data/index.h"
#include "native/measure/evaluation.h"
#include "native/measure/familiarity_evaluation.h"
#include "shared/car_model.h"
#include "shared/error.h"

namespace deepcars::native {

/// The photos to evaluate.
struct Selection {
  std::vector<data::Photo> photos;
  /// "train", "val", "test" or "all".
  std::string split;
};

/// The photos of one split; all of them for "all" or if the index was never split. Errors: data_invalid if
/// the split has no photo, naming the index.
Expected<Selection> select_split(const std::vector<data::Photo>& index, const std::string& index_name,
                                 const std::string& split);

/// What the baselines know: the years of the train split, or of the evaluated photos if there is no train
/// split.
measure::BaselineStatistics baseline_knowledge(const std::vector<data::Photo>& index,
                                               const std::vector<data::Photo>& evaluated,
                                               const score::YearBuckets& buckets);

/// Scores the photos and shows its progress; those that cannot be read are named on standard error and left
/// out. Neighbours are found if there are any to find (null: none). Errors: weights_damaged if the model's answer is not
/// a number.
Expected<std::vector<measure::EvaluatedPhoto>> score_selection(const CarModel& model,
                                                               const features::NeighbourSet* neighbours,
                                                               const std::vector<data::Photo>& photos,
                                                               nn::ThreadPool& pool);

/// The photos in a folder, which show something else than cars; none for no folder. Errors: those of listing it;
/// data_invalid if it holds no photo.
Expected<std::vector<base::PhotoEntry>> list_other_photos(const std::string& folder);

/// Whether the model tells the photos of cars from the others. Shows its progress. Nothing if there are no others, or
/// if the model cannot tell at all. Errors: data_invalid if none of the others can be read.
Expected<std::optional<measure::FamiliarityEvaluation>> measure_familiarity(
    const CarModel& model, std::span<const measure::EvaluatedPhoto> cars,
    std::span<const base::PhotoEntry> others, const measure::BootstrapPlan& plan, nn::ThreadPool& pool);

}  // namespace deepcars::native
