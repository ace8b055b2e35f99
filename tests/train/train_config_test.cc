#include "native/train/run/train_config.h"

#include <gtest/gtest.h>

#include <set>

#include "native/train/run/option_table.h"

namespace deepcars::train {
namespace {

using nlohmann::json;

const TrainOption& option(const std::string& key) {
  for (const TrainOption& one : option_table()) {
    if (one.key == key) return one;
  }
  throw std::runtime_error("no option " + key);
}

/// Every member another value than any recipe has.
TrainOptions unusual_options() {
  TrainOptions options = recipe_defaults(Recipe::original);
  options.index = "a \"b\".csv";
  options.weights = "none";
  options.init = "runs/first";
  options.feature_cache = "cache";
  options.epochs = 7;
  options.learning_rate = 0.1 + 0.2;  // Not a short decimal.
  options.bucket_rule = score::BucketRule::edges;
  options.bucket_edges = {1950, 1980, 2000};
  options.best_by = BestBy::macro_mae;
  options.seed = 0xFFFF'FFFF'FFFF'FFFF;
  options.threads = 3;
  options.precision = PrecisionChoice::bf16;
  options.augmentation = data::Augmentation::light;
  options.log = {LogFormat::jsonl, LogFormat::tensorboard};
  options.licence = "mine";
  options.planted_cue = {.copies = 2, .marks = {{.mark = {}, .year = 1950, .positions = {{0.1, 0.2}}}}};
  return options;
}

TEST(OptionTable, NamesEveryKeyAndFlagOnce) {
  std::set<std::string> keys, names;
  for (const TrainOption& one : option_table()) {
    EXPECT_TRUE(keys.insert(one.key).second) << one.key;
    EXPECT_TRUE(names.insert(one.name()).second) << one.name();
    EXPECT_EQ(one.meaning.empty(), one.flags.empty())
        << one.key << ": what has a flag has a meaning in --help";
  }
}

TEST(OptionTable, KeepsTheDefaultsOfEveryRecipeInsideTheRanges) {
  for (const Recipe recipe : {Recipe::full, Recipe::head, Recipe::original}) {
    TrainOptions options = recipe_defaults(recipe);
    options.weights = "none";
    const auto good = check(options);
    EXPECT_TRUE(good) << good.error().sentence();
  }
}

TEST(TrainConfig, ReadsBackWhatItWrites) {
  const TrainOptions options = unusual_options();
  const json written = config_json(options);
  const auto read = train_options_from(json::parse(written.dump(2)), {}, 1);
  ASSERT_TRUE(read) << read.error().sentence();
  EXPECT_EQ(config_json(*read), written);
  EXPECT_EQ(read->learning_rate, options.learning_rate) << "to the last bit";
  EXPECT_EQ(read->seed, options.seed);
  EXPECT_EQ(read->planted_cue, options.planted_cue);
}

TEST(TrainConfig, TheCommandLineGoesBeforeTheFileAndTheFileBeforeTheRecipe) {
  const json config = {{"recipe", "head"}, {"epochs", 4}, {"seed", 5}};
  const std::vector<GivenOption> given = {{.option = &option("seed"), .text = "6"}};
  const auto options = train_options_from(config, given, 2);
  ASSERT_TRUE(options) << options.error().sentence();
  EXPECT_EQ(options->recipe, Recipe::head);
  EXPECT_EQ(options->epochs, 4);
  EXPECT_EQ(options->seed, 6u);
  EXPECT_EQ(options->threads, 2);
  EXPECT_EQ(options->precision, recipe_defaults(Recipe::head).precision);
  const auto plain = train_options_from(nullptr, {{.option = &option("recipe"), .text = "original"}}, 1);
  ASSERT_TRUE(plain);
  EXPECT_EQ(config_json(*plain), config_json(recipe_defaults(Recipe::original)));
}

TEST(TrainConfig, WhatDoesNotGoTogetherIsRefused) {
  TrainOptions options = recipe_defaults(Recipe::original);
  options.weights = "none";
  ASSERT_TRUE(check(options));
  options.planted_cue = {.copies = 1, .marks = {{.mark = {}, .year = 1950}}};
  EXPECT_FALSE(check(options)) << "the Python original knows no cue";
  options.recipe = Recipe::head;
  EXPECT_TRUE(check(options));
  options.only_layers = "fc";
  EXPECT_FALSE(check(options)) << "recipe head trains that layer alone";
  options.recipe = Recipe::full;
  EXPECT_TRUE(check(options));
}

struct BadConfig {
  json config;
  const char* said;
};

TEST(TrainConfig, SaysWhatIsWrong) {
  for (const BadConfig& bad :
       {BadConfig{{{"epoch", 3}}, "\"epochs\""},
        BadConfig{{{"bucket_rule", "decades"}}, "use one of original, uniform, edges"},
        BadConfig{{{"epochs", 2.5}}, "--epochs is 2.5, which is not a whole number"},
        BadConfig{{{"epochs", 5'000'000'000}}, "which is not a whole number"},
        BadConfig{{{"seed", -1}}, "--seed is -1"}, BadConfig{{{"weights", 3}}, "which is not a text"},
        BadConfig{{{"decay_biases", 1}}, "which is not true or false"},
        BadConfig{{{"bucket_edges", {1950, "x"}}}, "which is not a list of whole numbers"},
        BadConfig{{{"log", "jsonl"}}, "--log is \"jsonl\", which is not a list of texts"},
        BadConfig{{{"log", {"csv"}}}, "use one of tensorboard, jsonl"},
        BadConfig{{{"planted_cue", "cue.json"}}, "which is not an object or null"},
        BadConfig{{{"planted_cue", {{"copies", 0}}}}, "--planted-cue.copies is not"}}) {
    const auto options = train_options_from(bad.config, {}, 1);
    ASSERT_FALSE(options) << bad.config;
    EXPECT_NE(options.error().sentence().find(bad.said), std::string::npos) << options.error().sentence();
  }
}

TEST(TrainConfig, TextsOfTheCommandLineAreWholeNumbersOfTheirKind) {
  TrainOptions options;
  for (const auto& [key, good, bad] :
       {std::tuple("epochs", "12", "1.5"), std::tuple("learning_rate", "1e-3", "fast"),
        std::tuple("seed", "18446744073709551615", "-1"),
        std::tuple("bucket_edges", "1950,1980,2000", "1950,,2000"), std::tuple("optimizer", "sgd", "lion")}) {
    EXPECT_TRUE(option(key).set(options, std::string(good))) << key;
    EXPECT_FALSE(option(key).set(options, std::string(bad))) << key;
  }
  EXPECT_EQ(options.bucket_edges, (std::vector<int>{1950, 1980, 2000}));
  EXPECT_EQ(option("bucket_edges").text(options), "1950,1980,2000");
  EXPECT_FALSE(option("log").set(options, std::string("jsonl,csv")));
  EXPECT_TRUE(options.log.empty()) << "a wrong list changes nothing";
  EXPECT_TRUE(option("log").set(options, std::string("jsonl,tensorboard")));
  EXPECT_EQ(options.log, (std::vector{LogFormat::jsonl, LogFormat::tensorboard}));
  EXPECT_EQ(option("log").text(options), "jsonl,tensorboard");
  EXPECT_EQ(option("log").type_name(), "{tensorboard,jsonl}");
}

}  // namespace
}  // namespace deepcars::train
