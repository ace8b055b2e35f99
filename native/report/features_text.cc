#include "native/report/features_text.h"

#include <cstdio>

#include "native/base/text.h"
#include "native/report/evaluation_text.h"

namespace deepcars::report {

using nlohmann::ordered_json;

ordered_json familiarity_json(const measure::FamiliarityEvaluation& evaluation) {
  auto detections = ordered_json::array();
  for (const measure::Detection& detection : evaluation.detections) {
    const auto& interval = detection.auc_interval;
    detections.push_back(
        {{"key", detection.key},
         {"words", detection.words},
         {"auc", detection.auc},
         {"auc_interval", interval ? ordered_json{interval->low, interval->high} : ordered_json(nullptr)},
         {"caught_at_2_percent", detection.caught}});
  }
  return {{"cars", evaluation.cars},
          {"others", evaluation.others},
          {"cars_flagged", evaluation.cars_flagged},
          {"others_flagged", evaluation.others_flagged},
          {"detections", std::move(detections)}};
}

ordered_json neighbours_json(const measure::NeighbourEvaluation& evaluation) {
  return {{"photos", evaluation.photos},
          {"neighbours_each", measure::neighbours_each},
          {"distance_years", evaluation.distance_years},
          {"distance_years_by_chance", evaluation.distance_years_by_chance},
          {"same_make", evaluation.same_make},
          {"same_make_by_chance", evaluation.same_make_by_chance}};
}

std::string features_table(const std::optional<measure::FamiliarityEvaluation>& familiarity,
                           const std::optional<measure::NeighbourEvaluation>& neighbours) {
  std::string text;
  if (familiarity) {
    text += "\nIs this a car? " + std::to_string(familiarity->cars) + " photos of cars, " +
            std::to_string(familiarity->others) +
            " of something else. Called unfamiliar: " + value_text(familiarity->cars_flagged, true) +
            " of the cars, " + value_text(familiarity->others_flagged, true) + " of the others.\n";
    char line[160];
    std::snprintf(line, sizeof line, "  %-36s %8s %16s %24s\n", "told by", "ROC area", "95 % interval",
                  "caught, if 2 % of cars are");
    text += line;
    for (const measure::Detection& detection : familiarity->detections) {
      std::snprintf(line, sizeof line, "  %-36s %8s %16s %24s\n", detection.words.c_str(),
                    base::fixed(detection.auc, 3).c_str(),
                    interval_text(detection.auc_interval, false).c_str(),
                    value_text(detection.caught, true).c_str());
      text += line;
    }
  }
  if (neighbours) {
    text += "\nThe " + std::to_string(measure::neighbours_each) +
            " training photos with the nearest features are " + base::fixed(neighbours->distance_years, 1) +
            " years from the photo's on average (drawn at random: " +
            base::fixed(neighbours->distance_years_by_chance, 1) + "); one of them is of the same make for " +
            value_text(neighbours->same_make, true) +
            " of the photos (at random: " + value_text(neighbours->same_make_by_chance, true) + ").\n";
  }
  return text;
}

}  // namespace deepcars::report
