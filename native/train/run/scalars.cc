#include "native/train/run/scalars.h"

#include <chrono>
#include <limits>

namespace deepcars::train {

double wall_time_s() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::map<std::string, double> batch_scalars(const TrainingMeans& batch, double rate_factor,
                                            const TrainOptions& options) {
  std::map<std::string, double> scalars = {
      {"batch/loss", batch.loss},
      {"batch/accuracy", batch.accuracy},
      {"batch/head_learning_rate", rate_factor * options.head_learning_rate}};
  if (options.trains_all_layers()) scalars["batch/learning_rate"] = rate_factor * options.learning_rate;
  return scalars;
}

std::map<std::string, double> epoch_scalars(const TrainingMeans& train,
                                            const std::optional<Validation>& validation) {
  std::map<std::string, double> scalars = {{"train/loss", train.loss}, {"train/accuracy", train.accuracy}};
  if (!validation) return scalars;
  const nlohmann::json measures = to_json(*validation);
  for (const auto& [key, value] : measures.items()) scalars["validation/" + key] = value.get<double>();
  return scalars;
}

nlohmann::ordered_json to_json(const ScalarRow& row) {
  nlohmann::ordered_json json = {{"step", row.step}, {"epoch", row.epoch}, {"wall_time", row.wall_time_s}};
  for (const auto& [tag, value] : row.scalars) json[tag] = value;
  return json;
}

ScalarRow scalar_row_from_json(const nlohmann::json& json) {
  ScalarRow row = {.step = json.at("step"), .epoch = json.at("epoch"), .wall_time_s = json.at("wall_time")};
  for (const auto& [tag, value] : json.items()) {
    if (tag.find('/') == std::string::npos) continue;
    row.scalars[tag] = value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
  }
  return row;
}

}  // namespace deepcars::train
