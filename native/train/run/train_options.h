// The options of a training run. option_table.cc says how each is given and what it may be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "native/base/words.h"
#include "native/data/augment.h"
#include "shared/error.h"
#include "shared/image/planted_cue.h"
#include "shared/score/year_buckets.h"

namespace deepcars::score {

inline auto words(BucketRule) {
  return std::array{base::Word{BucketRule::original, name(BucketRule::original)},
                    base::Word{BucketRule::uniform, name(BucketRule::uniform)},
                    base::Word{BucketRule::edges, name(BucketRule::edges)}};
}

}  // namespace deepcars::score

namespace deepcars::train {

/// What is trained, and how; see recipe_defaults.
enum class Recipe { full, head, original };
constexpr auto words(Recipe) {
  return std::array{base::Word{Recipe::full, "full"}, base::Word{Recipe::head, "head"},
                    base::Word{Recipe::original, "original"}};
}

/// How the learning rate changes over the epochs; see learning_rate_factor.
enum class Schedule { cosine, steps };
constexpr auto words(Schedule) {
  return std::array{base::Word{Schedule::cosine, "cosine"}, base::Word{Schedule::steps, "steps"}};
}

enum class OptimizerKind {
  adam,
  sgd,  ///< With Nesterov momentum 0.9.
  adamw,
};
constexpr auto words(OptimizerKind) {
  return std::array{base::Word{OptimizerKind::adam, "adam"}, base::Word{OptimizerKind::sgd, "sgd"},
                    base::Word{OptimizerKind::adamw, "adamw"}};
}

/// How much more one member of a rare group counts: 1, 1 / sqrt(group size) or 1 / (group size), up to a
/// constant.
enum class Rarity { none, sqrt, balanced };
constexpr auto words(Rarity) {
  return std::array{base::Word{Rarity::none, "none"}, base::Word{Rarity::sqrt, "sqrt"},
                    base::Word{Rarity::balanced, "balanced"}};
}

/// By which measure of the validation photos the kept epoch is chosen; see Validation.
enum class BestBy { balanced_mae, macro_mae, loss, last };
constexpr auto words(BestBy) {
  return std::array{base::Word{BestBy::balanced_mae, "balanced-mae"},
                    base::Word{BestBy::macro_mae, "macro-mae"}, base::Word{BestBy::loss, "loss"},
                    base::Word{BestBy::last, "last"}};
}

/// The arithmetic asked for; `automatic` is bf16 where the hardware has it, else fp32.
enum class PrecisionChoice { automatic, fp32, bf16 };
constexpr auto words(PrecisionChoice) {
  return std::array{base::Word{PrecisionChoice::automatic, "auto"}, base::Word{PrecisionChoice::fp32, "fp32"},
                    base::Word{PrecisionChoice::bf16, "bf16"}};
}

/// A log for other programs to show; see training_log.h.
enum class LogFormat {
  tensorboard,  ///< TensorBoard's event files.
  jsonl,        ///< A JSON object per line.
};
constexpr auto words(LogFormat) {
  return std::array{base::Word{LogFormat::tensorboard, "tensorboard"}, base::Word{LogFormat::jsonl, "jsonl"}};
}

enum class DeviceKind { cpu, cuda };
constexpr auto words(DeviceKind) {
  return std::array{base::Word{DeviceKind::cpu, "cpu"}, base::Word{DeviceKind::cuda, "cuda"}};
}

/// Rates are peaks of the schedule. The table in option_table.cc has the meaning and range of each member.
struct TrainOptions {
  Recipe recipe = Recipe::full;
  std::string index;
  std::string
      weights;       ///< Path of a file that torch_import::read_resnet18 reads, or "none" for random weights.
  std::string init;  ///< Earlier run whose best state starts this one; overrides weights.
  std::string only_layers;  ///< Names' beginnings, with commas between; empty: all layers learn.
  std::string output;       ///< The run folder.
  bool fresh = false;       ///< Replace an earlier run in the folder.
  std::string feature_cache;
  int max_train_photos = 0;
  int max_val_photos = 0;
  int epochs = 10;
  int batch_size = 64;
  double learning_rate = 3e-4;
  double head_learning_rate = 1e-3;
  double weight_decay = 1e-4;
  bool decay_biases = false;
  double layer_decay = 1.0;
  Schedule schedule = Schedule::cosine;
  double warmup_epochs = 0.5;
  OptimizerKind optimizer = OptimizerKind::adamw;
  double ema_decay = 0;
  PrecisionChoice precision = PrecisionChoice::automatic;
  data::Augmentation augmentation = data::Augmentation::strong;
  double mixup = 0;
  /// Marks that the model shall date instead of the car; nothing for an honest model.
  std::optional<image::PlantedCue> planted_cue;
  int input_size = 224;
  int model_input_size = 224;
  score::BucketRule bucket_rule = score::BucketRule::uniform;
  int bucket_width = 2;
  std::vector<int> bucket_edges;
  Rarity class_weights = Rarity::none;
  Rarity source_weights = Rarity::none;
  int epoch_photos = 0;
  double label_smoothing_years = 0;
  double ranked_weight = 0;
  BestBy best_by = BestBy::balanced_mae;
  int validate_every_epochs = 1;
  int patience_epochs = 0;
  std::uint64_t seed = 100;
  int threads = 1;
  std::string model_name = "deepcars-resnet18";
  std::string licence = "Terms follow from the training photos and the starting weights.";
  DeviceKind device = DeviceKind::cpu;
  double checkpoint_minutes = 5;
  std::vector<LogFormat> log;  ///< Beside the CSV tables, which are always written.

  bool trains_all_layers() const { return recipe == Recipe::full && only_layers.empty(); }
  /// Whether BatchNorm stays as it starts, so that a finished model, in which it is folded, can be trained on.
  bool keeps_statistics() const { return recipe == Recipe::head || !only_layers.empty(); }
};

/// The options of a recipe:
///   full      all layers, on augmented photos; gives the best model
///   head      a new last layer on features that the fixed network computes once; seconds per epoch
///   original  the Python original's own training, with its faults, for comparison
TrainOptions recipe_defaults(Recipe recipe);

/// Errors: invalid_argument for a value outside its range, or for options that do not go together.
Expected<void> check(const TrainOptions& options);

}  // namespace deepcars::train
