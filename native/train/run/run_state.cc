#include "native/train/run/run_state.h"

#include <algorithm>

namespace deepcars::train {

double EpochTotals::mean_loss() const { return loss / std::max(photos, 1); }
double EpochTotals::accuracy() const { return static_cast<double>(correct) / std::max(photos, 1); }

bool RunState::complete(const TrainOptions& options) const {
  const bool out_of_patience =
      options.patience_epochs > 0 && epochs_done - best_epoch >= options.patience_epochs;
  return epochs_done >= options.epochs || out_of_patience;
}

std::string RunState::where() const {
  const std::string epoch = "epoch " + std::to_string(epochs_done);
  return unfinished.batches == 0 ? epoch : epoch + " and " + std::to_string(unfinished.batches) + " batches";
}

nlohmann::json to_json(const RunState& state) {
  return {{"epochs_done", state.epochs_done},    {"photos", state.unfinished.photos},
          {"correct", state.unfinished.correct}, {"batches", state.unfinished.batches},
          {"loss", state.unfinished.loss},       {"best_epoch", state.best_epoch},
          {"best_metric", state.best_metric},    {"seconds", state.seconds}};
}

RunState run_state_from_json(const nlohmann::json& json) {
  return {.epochs_done = json.at("epochs_done"),
          .unfinished = {.photos = json.at("photos"),
                         .correct = json.at("correct"),
                         .batches = json.at("batches"),
                         .loss = json.at("loss")},
          .best_epoch = json.at("best_epoch"),
          .best_metric = json.at("best_metric"),
          .seconds = json.at("seconds")};
}

}  // namespace deepcars::train
