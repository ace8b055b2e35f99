// The options of a run as its config.json has them, and the options that a command line makes of one.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "native/train/run/train_option.h"

namespace deepcars::train {

/// An option and the text that the command line gives for it.
struct GivenOption {
  const TrainOption* option;
  std::string text;
};

/// The options of a run: the recipe's defaults, then `config` (the object of a config.json, or null), then
/// what the command line gives. The recipe itself is the command line's, else the config's, else full;
/// `threads` is used where neither gives a number. Errors: data_invalid for a key that is not in the table,
/// naming the nearest one, and those of TrainOption::set.
Expected<TrainOptions> train_options_from(const nlohmann::json& config, const std::vector<GivenOption>& given,
                                          int threads);

/// The whole run, for config.json: train_options_from gives the same options again, but for output and fresh.
nlohmann::json config_json(const TrainOptions& options);

/// Only what decides the outcome.
nlohmann::json recipe_json(const TrainOptions& options);

}  // namespace deepcars::train
