#include "native/train/train_options.h"

#include <algorithm>
#include <cmath>

namespace deepcars::native {
namespace {

tl::unexpected<Error> invalid(const std::string& what, const std::string& hint) {
  return failure(ErrorCode::invalid_argument, what, hint);
}

Expected<void> check_word(const char* option, const std::string& value,
                          const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), value) != known.end()) return {};
  std::string list;
  for (const std::string& word : known) list += (list.empty() ? "" : ", ") + word;
  return invalid(std::string(option) + " does not know \"" + value + "\"", "use one of " + list);
}

Expected<void> check_range(const char* option, double value, double least, double most) {
  if (std::isfinite(value) && value >= least && value <= most) return {};
  const auto text = [](double number) { return nlohmann::json(number).dump(); };
  return invalid(std::string(option) + " is " + text(value),
                 "choose a number in " + text(least) + " to " + text(most));
}

}  // namespace

Expected<TrainOptions> recipe_defaults(const std::string& recipe) {
  TrainOptions options;
  options.recipe = recipe;
  if (recipe != "original") {
    options.class_weights = "sqrt";
    options.label_smoothing_years = 2;
    options.ranked_weight = 0.05;
  }
  if (recipe == "full") {
    options.epochs = 30;
    options.learning_rate = 5e-4;
    options.weight_decay = 0.02;
    options.layer_decay = 0.8;
    options.warmup_epochs = 1;
    options.ema_decay = 0.998;
    options.input_size = 112;
    options.source_weights = "sqrt";
    return options;
  }
  if (recipe == "head") {
    options.precision = "fp32";
    return options;
  }
  if (recipe == "original") {
    options.optimizer = "adam";
    options.head_learning_rate = 0.1;
    options.decay_biases = true;
    options.schedule = "steps";
    options.bucket_rule = "original";
    options.best_by = "last";
    options.precision = "fp32";
    options.most_train_photos = 10'000;
    options.most_val_photos = 1'000;
    return options;
  }
  return invalid("there is no recipe \"" + recipe + "\"", "use one of original, head, full");
}

Expected<void> check(const TrainOptions& options) {
  if (options.weights.empty() && options.init.empty()) {
    return invalid("no starting weights were named",
                   "give --weights resnet18.pth, or --weights none to start from scratch");
  }
  struct Word {
    const char* option;
    const std::string& value;
    std::vector<std::string> known;
  };
  for (const Word& word : {Word{"--recipe", options.recipe, {"original", "head", "full"}},
                           Word{"--optimizer", options.optimizer, {"adam", "sgd", "adamw"}},
                           Word{"--bucket-rule", options.bucket_rule, {"original", "uniform", "edges"}},
                           Word{"--class-weights", options.class_weights, {"none", "sqrt", "balanced"}},
                           Word{"--source-weights", options.source_weights, {"none", "sqrt", "balanced"}},
                           Word{"--best-by", options.best_by, {"balanced-mae", "macro-mae", "loss", "last"}},
                           Word{"--schedule", options.schedule, {"cosine", "steps"}},
                           Word{"--precision", options.precision, {"auto", "fp32", "bf16"}},
                           Word{"--augmentation", options.augmentation, {"none", "light", "strong"}},
                           Word{"--device", options.device, {"cpu", "cuda"}}}) {
    if (auto good = check_word(word.option, word.value, word.known); !good) return good;
  }
  struct Range {
    const char* option;
    double value, least, most;
  };
  for (const Range& range :
       {Range{"--epochs", static_cast<double>(options.epochs), 1, 100000},
        Range{"--batch-size", static_cast<double>(options.batch_size), 1, 4096},
        Range{"--learning-rate", options.learning_rate, 0, 10},
        Range{"--head-learning-rate", options.head_learning_rate, 1e-12, 10},
        Range{"--weight-decay", options.weight_decay, 0, 10},
        Range{"--warmup-epochs", options.warmup_epochs, 0, 100000},
        Range{"--input-size", static_cast<double>(options.input_size), 32, 1024},
        Range{"--model-input-size", static_cast<double>(options.model_input_size), 32, 1024},
        Range{"--layer-decay", options.layer_decay, 0.01, 1},
        Range{"--ema-decay", options.ema_decay, 0, 0.999999}, Range{"--mixup", options.mixup, 0, 1},
        Range{"--ranked-weight", options.ranked_weight, 0, 100},
        Range{"--max-train-photos", static_cast<double>(options.most_train_photos), 0, 1e9},
        Range{"--max-val-photos", static_cast<double>(options.most_val_photos), 0, 1e9},
        Range{"--patience", static_cast<double>(options.patience_epochs), 0, 100000},
        Range{"--checkpoint-minutes", options.checkpoint_minutes, 0, 1e6},
        Range{"--label-smoothing-years", options.label_smoothing_years, 0, 100},
        Range{"--threads", static_cast<double>(options.threads), 1, 1024}}) {
    if (auto good = check_range(range.option, range.value, range.least, range.most); !good) return good;
  }
  if (options.bucket_rule == "edges" && options.bucket_edges.size() < 2) {
    return invalid("--bucket-rule edges has no edges", "give --bucket-edges 1913,1950,1980,2000,2025");
  }
  if (options.bucket_rule != "edges" && !options.bucket_edges.empty()) {
    return invalid("--bucket-edges was given without --bucket-rule edges", "add --bucket-rule edges");
  }
  return {};
}

nlohmann::json recipe_json(const TrainOptions& options) {
  return {{"recipe", options.recipe},
          {"index", options.index},
          {"weights", options.weights},
          {"init", options.init},
          {"epochs", options.epochs},
          {"batch_size", options.batch_size},
          {"learning_rate", options.learning_rate},
          {"head_learning_rate", options.head_learning_rate},
          {"weight_decay", options.weight_decay},
          {"warmup_epochs", options.warmup_epochs},
          {"optimizer", options.optimizer},
          {"decay_biases", options.decay_biases},
          {"layer_decay", options.layer_decay},
          {"schedule", options.schedule},
          {"ema_decay", options.ema_decay},
          {"precision", options.precision},
          {"augmentation", options.augmentation},
          {"ranked_weight", options.ranked_weight},
          {"mixup", options.mixup},
          {"patience_epochs", options.patience_epochs},
          {"max_train_photos", options.most_train_photos},
          {"max_val_photos", options.most_val_photos},
          {"input_size", options.input_size},
          {"model_input_size", options.model_input_size},
          {"bucket_rule", options.bucket_rule},
          {"bucket_width", options.bucket_width},
          {"bucket_edges", options.bucket_edges},
          {"class_weights", options.class_weights},
          {"source_weights", options.source_weights},
          {"label_smoothing_years", options.label_smoothing_years},
          {"best_by", options.best_by},
          {"seed", options.seed}};
}

}  // namespace deepcars::native
