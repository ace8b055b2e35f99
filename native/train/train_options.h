// What `deepcars train` can be told.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "shared/error.h"

namespace deepcars::native {

struct TrainOptions {
  std::string recipe = "full";  ///< original, head, full: see recipe_defaults.
  std::string index;
  std::string weights;        ///< Path of a .pth file, or "none" for random weights.
  std::string init;           ///< Earlier run whose best state starts this one; overrides weights.
  std::string output;         ///< The run folder.
  std::string feature_cache;  ///< Folder for features of recipe head; empty: in the run folder.
  int most_train_photos = 0;  ///< A seeded choice of so many; 0: all.
  int most_val_photos = 0;
  int epochs = 10;
  int batch_size = 64;
  double learning_rate = 3e-4;       ///< Of the layers that start from weights.
  double head_learning_rate = 1e-3;  ///< Of the new last layer.
  double weight_decay = 1e-4;        ///< Not applied to biases and BatchNorm.
  bool decay_biases = false;         ///< Apply it to them too.
  double layer_decay = 1.0;          ///< Each stage's rate is this times that of the one after it.
  std::string schedule = "cosine";   ///< cosine, steps: see learning_rate_factor.
  double warmup_epochs = 0.5;
  std::string optimizer = "adamw";       ///< adam, sgd, adamw.
  double ema_decay = 0;                  ///< Of the averaged weights, per step; 0: the last weights count.
  std::string precision = "auto";        ///< auto, fp32, bf16.
  std::string augmentation = "strong";   ///< none, light, strong; recipe full.
  double mixup = 0;                      ///< Alpha of mixing_at; 0: never; recipe full.
  int input_size = 224;                  ///< Of training photos, pixels; recipe full.
  int model_input_size = 224;            ///< Of validation, and of the finished model.
  std::string bucket_rule = "uniform";   ///< original, uniform, edges.
  int bucket_width = 2;                  ///< Years.
  std::vector<int> bucket_edges;         ///< First years, then one past the last.
  std::string class_weights = "none";    ///< none, sqrt, balanced.
  std::string source_weights = "none";   ///< none, sqrt, balanced.
  double label_smoothing_years = 0;      ///< Standard deviation; 0: hard labels.
  double ranked_weight = 0;              ///< Of the ranked probability score in the loss, per year.
  std::string best_by = "balanced-mae";  ///< balanced-mae, macro-mae, loss, last.
  int patience_epochs = 0;               ///< Stop after so many epochs without a better one; 0: never.
  std::uint64_t seed = 100;
  int threads = 1;
  std::string model_name = "deepcars-resnet18";
  std::string licence = "Terms follow from the training photos and the starting weights.";
  std::string device = "cpu";     ///< cpu, cuda.
  double checkpoint_minutes = 5;  ///< Between checkpoints within an epoch.
  bool fresh = false;

  bool trains_all_layers() const { return recipe == "full"; }
};

/// The options of a recipe:
///   full      all layers, on augmented photos; what gives the best model
///   head      a new last layer on features that the fixed network computes once; seconds per epoch
///   original  the Python original's own training, with its faults, for comparison
/// Errors: invalid_argument for another word.
Expected<TrainOptions> recipe_defaults(const std::string& recipe);

/// Errors: invalid_argument for a value outside its range or an unknown word.
Expected<void> check(const TrainOptions& options);

/// What decides the outcome: the same recipe again resumes, another one is refused in the same folder.
nlohmann::json recipe_json(const TrainOptions& options);

}  // namespace deepcars::native
