#include "native/info/json_files.h"

#include <string>
#include <vector>

#include "native/base/json_file.h"
#include "native/base/text.h"
#include "native/base/threads.h"
#include "native/info/describe.h"
#include "native/info/measures.h"
#include "native/info/planted_cue.h"
#include "native/sweep/sweep_spec.h"
#include "native/train/run/train_config.h"

namespace deepcars::info {
namespace fs = std::filesystem;
namespace {

/// Adds the members that are texts or whole numbers.
void add_members(Description& description, const nlohmann::json& object,
                 const std::vector<const char*>& keys) {
  for (const char* key : keys) {
    const auto value = object.find(key);
    if (value == object.end()) continue;
    if (value->is_string()) description.add(key, value->get<std::string>());
    if (value->is_number_integer()) description.add(key, value->get<std::int64_t>());
  }
}

Expected<Description> describe_options(const fs::path& path, const nlohmann::json& config) {
  const auto options = train::train_options_from(config, {}, base::thread_count(0));
  if (!options) {
    return failure(options.error().code, path.string() + ": " + options.error().message,
                   options.error().hint);
  }
  Description description(path.string(), "options of a training run");
  description.add("recipe", base::word_of(options->recipe));
  add_planted_cue(description, options->planted_cue);
  description.add("index", options->index);
  description.add("epochs", options->epochs);
  description.add("batch_size", options->batch_size);
  description.add("use", "deepcars train --config " + path.string() + " --output FOLDER");
  return description;
}

Expected<Description> describe_sweep_spec(const fs::path& path) {
  const auto spec = sweep::read_sweep_spec(path, base::thread_count(0));
  if (!spec) return tl::unexpected(spec.error());
  std::vector<std::string> names;
  for (const sweep::Variant& variant : spec->variants) names.push_back(variant.name);
  Description description(path.string(), "specification of a sweep");
  description.add("folds", spec->folds.string());
  description.add("output", spec->output.string());
  description.add("variants", names, std::to_string(names.size()) + ": " + some_of(names));
  description.add("use", "deepcars sweep " + path.string());
  return description;
}

Description describe_record(const fs::path& path, const nlohmann::json& record, const std::string& kind) {
  Description description(path.string(), kind);
  add_members(description, record, {"of_index", "program", "photos", "seed", "by", "near_duplicate_bits"});
  if (const auto folds = record.find("folds"); folds != record.end()) {
    description.add("folds", static_cast<std::int64_t>(folds->size()));
  }
  return description;
}

}  // namespace

void add_evaluation_facts(Description& description, const nlohmann::json& evaluation) {
  add_members(description, evaluation, {"model", "index", "split", "photos", "unreadable_photos"});
  add_measures(description, evaluation.value("metrics", nlohmann::json()));
}

Expected<Description> describe_json(const fs::path& path) {
  const auto read = base::read_json_object(path, "name a JSON file that deepCars wrote");
  if (!read) return tl::unexpected(read.error());
  const auto has = [&](const char* key, nlohmann::json::value_t type) {
    const auto value = read->find(key);
    return value != read->end() && value->type() == type;
  };
  using Type = nlohmann::json::value_t;
  if (has("metrics", Type::object)) {
    // report.json holds all of metrics.json under "metrics".
    const nlohmann::json& metrics = read->at("metrics");
    Description evaluation(path.string(), "evaluation of a model");
    add_evaluation_facts(evaluation, metrics.contains("metrics") ? metrics : *read);
    return evaluation;
  }
  if (has("recipe", Type::string)) return describe_options(path, *read);
  if (has("base", Type::object)) return describe_sweep_spec(path);
  if (has("of_index", Type::string)) {
    return describe_record(
        path, *read, has("folds", Type::array) ? "record of the folds of an index" : "record of a split");
  }
  std::vector<std::string> keys;
  for (const auto& [key, value] : read->items()) keys.push_back(key);
  return not_ours(path, "JSON with the keys " + some_of(keys));
}

}  // namespace deepcars::info
