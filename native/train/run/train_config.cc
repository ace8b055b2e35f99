#include "native/train/run/train_config.h"

#include <algorithm>

#include "native/base/text.h"
#include "native/train/run/option_table.h"

namespace deepcars::train {
namespace {

Expected<Recipe> recipe_of(const nlohmann::json& config, const std::vector<GivenOption>& given) {
  TrainOptions options;
  for (const TrainOption& option : option_table()) {
    if (!std::holds_alternative<Recipe TrainOptions::*>(option.member)) continue;
    if (config.contains(option.key)) {
      if (auto set = option.set(options, config.at(option.key)); !set) return tl::unexpected(set.error());
    }
    for (const GivenOption& one : given) {
      if (one.option != &option) continue;
      if (auto set = option.set(options, one.text); !set) return tl::unexpected(set.error());
    }
  }
  return options.recipe;
}

const TrainOption* find_option(const std::string& key) {
  const auto& table = option_table();
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const TrainOption& option) { return option.key == key; });
  return found == table.end() ? nullptr : &*found;
}

tl::unexpected<Error> unknown_key(const std::string& key) {
  std::vector<std::string> keys;
  for (const TrainOption& option : option_table()) keys.push_back(option.key);
  return failure(ErrorCode::data_invalid, "there is no option \"" + key + "\"",
                 "the nearest is \"" + base::nearest(key, keys) + "\"");
}

}  // namespace

Expected<TrainOptions> train_options_from(const nlohmann::json& config, const std::vector<GivenOption>& given,
                                          int threads) {
  const auto recipe = recipe_of(config, given);
  if (!recipe) return tl::unexpected(recipe.error());
  TrainOptions options = recipe_defaults(*recipe);
  options.threads = threads;
  for (const auto& [key, value] : config.items()) {
    const TrainOption* option = find_option(key);
    if (option == nullptr) return unknown_key(key);
    if (auto set = option->set(options, value); !set) return tl::unexpected(set.error());
  }
  for (const GivenOption& one : given) {
    if (auto set = one.option->set(options, one.text); !set) return tl::unexpected(set.error());
  }
  return options;
}

nlohmann::json config_json(const TrainOptions& options) {
  nlohmann::json config;
  for (const TrainOption& option : option_table()) config[option.key] = option.json(options);
  return config;
}

nlohmann::json recipe_json(const TrainOptions& options) {
  nlohmann::json recipe;
  for (const TrainOption& option : option_table()) {
    if (option.decides) recipe[option.key] = option.json(options);
  }
  return recipe;
}

}  // namespace deepcars::train
