// What `deepcars train` can be told.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "shared/error.h"

namespace deepcars::native {

struct TrainOptions {
  std::string index;
  std::string weights;  ///< Path of a .pth file, or "none" for random weights.
  std::string init;     ///< Earlier run whose best state starts this one; overrides weights.
  std::string output;   ///< The run folder.
  int epochs = 10;
  int batch_size = 64;
  double learning_rate = 3e-4;       ///< Of the layers that start from weights.
  double head_learning_rate = 1e-3;  ///< Of the new last layer.
  double weight_decay = 1e-4;        ///< Not applied to biases and BatchNorm.
  double warmup_epochs = 0.5;
  std::string optimizer = "adamw";      ///< adam, sgd, adamw.
  bool unfreeze = false;                ///< Train all layers, with augmentation.
  int input_size = 224;                 ///< Of training photos, pixels.
  int model_input_size = 224;           ///< Of validation, and of the finished model.
  std::string bucket_rule = "uniform";  ///< original, uniform, edges.
  int bucket_width = 2;                 ///< Years.
  std::vector<int> bucket_edges;        ///< First years, then one past the last.
  std::string class_weights = "none";   ///< none, sqrt, balanced.
  std::string source_weights = "none";  ///< none, sqrt, balanced.
  double label_smoothing_years = 0;     ///< Standard deviation; 0: hard labels.
  std::string best_by = "macro-mae";    ///< macro-mae, loss.
  std::uint64_t seed = 100;
  int threads = 1;
  std::string model_name = "deepcars-resnet18";
  std::string licence = "Terms follow from the training photos and the starting weights.";
  std::string device = "cpu";  ///< cpu, cuda.
  bool fresh = false;
};

/// Errors: invalid_argument for a value outside its range or an unknown word.
Expected<void> check(const TrainOptions& options);

/// What decides the outcome: the same recipe again resumes, another one is refused in the same folder.
nlohmann::json recipe_json(const TrainOptions& options);

}  // namespace deepcars::native
