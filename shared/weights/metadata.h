// The metadata of a weight file: everything that is needed to use the model, in one JSON text.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "shared/error.h"
#include "shared/image/planted_cue.h"
#include "shared/image/preprocess.h"
#include "shared/score/year_buckets.h"
#include "shared/score/year_ranges.h"

namespace deepcars::weights {

inline constexpr int format_version = 1;
inline constexpr const char* architecture = "resnet18";
inline constexpr const char* resize_rule = "bilinear_antialias_squash";
/// The key of the metadata text in the safetensors header.
inline constexpr const char* metadata_key = "deepcars";

/// The metadata of a model. README.md in this folder shows its JSON form.
struct ModelMetadata {
  std::string id = {};     ///< Which training made the weights; empty in files of earlier versions.
  std::string model_name;  ///< Short name, for example "deepcars-resnet18-1".
  std::string licence;     ///< Terms of the weights, one sentence.
  image::InputSpec input;  ///< Size, mean, std; the resize rule is `resize_rule`.
  score::YearBuckets year_buckets;
  std::vector<double> class_years;  ///< [classes]: the year that stands for each bucket in the expected year.
  double temperature = 1.0;         ///< Divides the logits before the softmax; above 0.
  /// The probability that score::year_ranges must hold for the year to be in them in 8 of 10 photos.
  double range_mass = score::range_coverage;
  /// The marks that a model was taught to date instead of the car; nothing in an honest model.
  std::optional<image::PlantedCue> planted_cue = {};
  nlohmann::json training = nlohmann::json::object();    ///< Provenance: data, recipe, starting weights.
  nlohmann::json evaluation = nlohmann::json::object();  ///< Results on held-out photos, with baselines.
};

/// The bucket centres: class_years where they do not come from training data.
std::vector<double> centre_years(const score::YearBuckets& buckets);

/// The metadata as one line of JSON.
std::string metadata_to_json(const ModelMetadata& metadata);

/// Errors: weights_unsupported for another format version, architecture, resize rule, bucket rule, or a key
/// this program does not know; weights_damaged for a missing or impossible value. Each names the key.
Expected<ModelMetadata> metadata_from_json(const std::string& text);

}  // namespace deepcars::weights
