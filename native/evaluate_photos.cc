#include "native/evaluate_photos.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <optional>
#include <sstream>
#include <utility>

#include "native/base/interrupts.h"
#include "native/base/photos.h"
#include "native/base/progress.h"
#include "native/measure/neighbour_evaluation.h"

namespace deepcars::native {
Expected<Selection> select_split(const std::vector<data::Photo>& index, const std::string& index_name,
                                 const std::string& split) {
  const bool was_split =
      std::any_of(index.begin(), index.end(), [](const data::Photo& photo) { return !photo.split.empty(); });
  if (split == "all" || !was_split) return Selection{.photos = index, .split = "all"};
  Selection selection{.photos = {}, .split = split};
  std::copy_if(index.begin(), index.end(), std::back_inserter(selection.photos),
               [&](const data::Photo& photo) { return photo.split == split; });
  if (selection.photos.empty()) {
    return failure(ErrorCode::data_invalid, index_name + " has no photo in the split \"" + split + "\"",
                   "choose another with --split, or --split all");
  }
  return selection;
}

measure::BaselineStatistics baseline_knowledge(const std::vector<data::Photo>& index,
                                               const std::vector<data::Photo>& evaluated,
                                               const score::YearBuckets& buckets) {
  std::vector<int> years;
  for (const data::Photo& photo : index) {
    if (photo.split == "train") years.push_back(photo.year);
  }
  const bool from_train = !years.empty();
  if (!from_train) {
    for (const data::Photo& photo : evaluated) years.push_back(photo.year);
  }
  measure::BaselineStatistics statistics = measure::baseline_statistics(years, buckets);
  statistics.from = from_train ? "the " + std::to_string(years.size()) + " photos of the index's train split"
                               : "the evaluated photos themselves (the index has no train split)";
  return statistics;
}

Expected<std::vector<measure::EvaluatedPhoto>> score_selection(const CarModel& model,
                                                               const features::NeighbourSet* neighbours,
                                                               const std::vector<data::Photo>& photos,
                                                               nn::ThreadPool& pool) {
  std::vector<base::PhotoEntry> entries;
  for (const data::Photo& photo : photos) entries.push_back({photo.path.string(), std::nullopt});
  std::vector<measure::EvaluatedPhoto> evaluated;
  base::Progress progress("evaluating", static_cast<std::int64_t>(photos.size()));
  std::size_t next = 0;
  std::optional<Error> model_fault;
  const auto receive = [&](const base::PhotoEntry&, Expected<Prediction> prediction) {
    const data::Photo& photo = photos[next++];
    if (prediction) {
      evaluated.push_back(measure::evaluated_photo(
          photo, std::move(prediction->score), std::move(prediction->ranges), model.metadata().year_buckets));
      evaluated.back().familiarity = prediction->familiarity;
      if (neighbours != nullptr) {
        evaluated.back().neighbours = neighbours->nearest(prediction->layer4, measure::neighbours_each);
      }
    } else if (prediction.error().code == ErrorCode::weights_damaged) {
      model_fault = prediction.error();
    } else {
      std::fprintf(stderr, "deepcars: %s\n", prediction.error().sentence().c_str());
    }
    progress.advance(1);
  };
  base::score_photos(model, entries, pool, receive,
                     [&] { return model_fault.has_value() || base::interrupted(); });
  if (model_fault) return tl::unexpected(*model_fault);
  return evaluated;
}

Expected<std::vector<base::PhotoEntry>> list_other_photos(const std::string& folder) {
  if (folder.empty()) return std::vector<base::PhotoEntry>{};
  std::istringstream no_list;
  std::vector<base::PhotoEntry> photos = base::list_photos(std::span(&folder, 1), no_list);
  for (const base::PhotoEntry& photo : photos) {
    if (photo.error) return tl::unexpected(*photo.error);
  }
  return photos;
}

Expected<std::optional<measure::FamiliarityEvaluation>> measure_familiarity(
    const CarModel& model, std::span<const measure::EvaluatedPhoto> cars,
    std::span<const base::PhotoEntry> others, const measure::BootstrapPlan& plan, nn::ThreadPool& pool) {
  if (others.empty()) return std::nullopt;
  if (!model.familiarity()) {
    std::fprintf(stderr,
                 "deepcars: the model was not fitted to tell cars from other photos; train it again\n");
    return std::nullopt;
  }
  std::vector<measure::Detector> detectors = {
      {"familiarity", "familiarity", {}, {}},
      {"top_probability", "probability of the likeliest bucket", {}, {}}};
  measure::FamiliarityEvaluation result;
  std::vector<std::string> groups;
  for (const measure::EvaluatedPhoto& car : cars) {
    groups.push_back(car.split_group);
    detectors[0].cars.push_back(car.familiarity->share);
    detectors[1].cars.push_back(measure::confidence(car));
    result.cars_flagged += car.familiarity->unfamiliar ? 1.0 / static_cast<double>(cars.size()) : 0;
  }
  base::Progress progress("evaluating familiarity", static_cast<std::int64_t>(others.size()));
  std::size_t flagged = 0;
  base::score_photos(model, others, pool, [&](const base::PhotoEntry&, Expected<Prediction> prediction) {
    progress.advance(1);
    if (!prediction) {
      std::fprintf(stderr, "deepcars: %s\n", prediction.error().sentence().c_str());
      return;
    }
    const auto top = static_cast<std::size_t>(prediction->score.top_class);
    detectors[0].others.push_back(prediction->familiarity->share);
    detectors[1].others.push_back(prediction->score.probabilities[top]);
    flagged += prediction->familiarity->unfamiliar;
  });
  result.cars = cars.size();
  result.others = detectors[0].others.size();
  if (result.others == 0) {
    return failure(ErrorCode::data_invalid, "none of the photos of --not-cars can be read",
                   "name another folder of photos that show no car");
  }
  result.others_flagged = static_cast<double>(flagged) / static_cast<double>(result.others);
  result.detections = measure::detections(detectors, groups, plan);
  return result;
}

}  // namespace deepcars::native
