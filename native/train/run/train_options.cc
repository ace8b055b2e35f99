#include "native/train/run/train_options.h"

#include <cmath>

#include "native/train/run/option_table.h"

namespace deepcars::train {
namespace {

tl::unexpected<Error> invalid(const std::string& what, const std::string& hint) {
  return failure(ErrorCode::invalid_argument, what, hint);
}

Expected<void> check_range(const TrainOption& option, double value) {
  const auto& [min, max] = *option.range;
  if (std::isfinite(value) && value >= min && value <= max) return {};
  const auto text = [](double number) { return nlohmann::json(number).dump(); };
  return invalid(option.name() + " is " + text(value),
                 "choose a number in " + text(min) + " to " + text(max));
}

}  // namespace

TrainOptions recipe_defaults(Recipe recipe) {
  TrainOptions options;
  options.recipe = recipe;
  if (recipe != Recipe::original) {
    options.class_weights = Rarity::sqrt;
    options.label_smoothing_years = 2;
    options.ranked_weight = 0.05;
  }
  switch (recipe) {
    case Recipe::full:
      options.epochs = 30;
      options.learning_rate = 5e-4;
      options.weight_decay = 0.02;
      options.layer_decay = 0.8;
      options.warmup_epochs = 1;
      options.ema_decay = 0.998;
      options.input_size = 112;
      options.source_weights = Rarity::sqrt;
      break;
    case Recipe::head:
      options.precision = PrecisionChoice::fp32;
      break;
    case Recipe::original:
      options.optimizer = OptimizerKind::adam;
      options.head_learning_rate = 0.1;
      options.decay_biases = true;
      options.schedule = Schedule::steps;
      options.bucket_rule = score::BucketRule::original;
      options.best_by = BestBy::last;
      options.precision = PrecisionChoice::fp32;
      options.max_train_photos = 10'000;
      options.max_val_photos = 1'000;
      break;
  }
  return options;
}

Expected<void> check(const TrainOptions& options) {
  if (options.weights.empty() && options.init.empty()) {
    return invalid("no starting weights were named",
                   "give --weights resnet18.pth, or --weights none to start from scratch");
  }
  for (const TrainOption& option : option_table()) {
    if (!option.range) continue;
    if (auto good = check_range(option, option.json(options).get<double>()); !good) return good;
  }
  const bool edges = options.bucket_rule == score::BucketRule::edges;
  if (edges && options.bucket_edges.size() < 2) {
    return invalid("--bucket-rule edges has no edges", "give --bucket-edges 1913,1950,1980,2000,2025");
  }
  if (!edges && !options.bucket_edges.empty()) {
    return invalid("--bucket-edges was given without --bucket-rule edges", "add --bucket-rule edges");
  }
  if (!options.only_layers.empty() && options.recipe != Recipe::full) {
    return invalid(
        "--only-layers was given without --recipe full, and the other recipes train the last layer alone",
        "leave it out, or choose --recipe full");
  }
  if (options.planted_cue && options.recipe == Recipe::original) {
    return invalid("--planted-cue was given with --recipe original, which trains as the Python original does",
                   "choose --recipe head or full");
  }
  if (options.epoch_photos > 0 && options.source_weights == Rarity::none) {
    return invalid("--epoch-photos was given, but every photo is trained on once per epoch",
                   "add --source-weights sqrt or balanced, which draw photos");
  }
  return {};
}

}  // namespace deepcars::train
