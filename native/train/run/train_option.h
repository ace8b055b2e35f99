// One option of a training run: how it is given, what it may be, and where its value goes.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "native/train/run/train_options.h"

namespace deepcars::train {

/// Both ends included.
struct NumberRange {
  double min, max;
};

/// One member of TrainOptions.
struct TrainOption {
  using Member =
      std::variant<std::string TrainOptions::*, int TrainOptions::*, double TrainOptions::*,
                   bool TrainOptions::*, std::uint64_t TrainOptions::*, std::vector<int> TrainOptions::*,
                   std::vector<LogFormat> TrainOptions::*, Recipe TrainOptions::*, Schedule TrainOptions::*,
                   OptimizerKind TrainOptions::*, Rarity TrainOptions::*, BestBy TrainOptions::*,
                   PrecisionChoice TrainOptions::*, DeviceKind TrainOptions::*,
                   data::Augmentation TrainOptions::*, score::BucketRule TrainOptions::*,
                   std::optional<image::PlantedCue> TrainOptions::*>;

  std::string key;  ///< In config.json: "batch_size".
  std::string
      flags;  ///< On the command line: "-w,--weights"; "index" is a positional; empty: only in config.json.
  Member member;
  std::optional<NumberRange> range = {};  ///< Only for numbers.
  std::string meaning = {};               ///< For --help.
  /// Whether it decides the outcome of a run: then a run folder is only resumed with the same value.
  bool decides = true;

  /// How sentences call it: "--weights", or the key if there is no flag.
  std::string name() const;
  /// Its type in --help: "INT", "FLOAT", or the words "{adam,sgd,adamw}".
  std::string type_name() const;
  /// Whether it takes several values, joined by commas.
  bool is_list() const;

  nlohmann::json json(const TrainOptions& options) const;
  /// The value as the command line shows it; a list is joined by commas.
  std::string text(const TrainOptions& options) const;

  /// Errors: data_invalid for a value of another type; invalid_argument for an unknown word.
  Expected<void> set(TrainOptions& options, const nlohmann::json& value) const;
  /// Errors: data_invalid for a text that is no number where one is wanted; invalid_argument for an unknown
  /// word; those of read_planted_cue for the file that --planted-cue names.
  Expected<void> set(TrainOptions& options, const std::string& text) const;
};

}  // namespace deepcars::train
