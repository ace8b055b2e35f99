// deepcars cue: tests explanations on a model that cheats, whose truth is known: its answer rests on a planted mark.
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "native/base/interrupts.h"
#include "native/base/model.h"
#include "native/base/photo_files.h"
#include "native/base/progress.h"
#include "native/base/text.h"
#include "native/base/threads.h"
#include "native/commands.h"
#include "native/data/planted_cue.h"
#include "native/evaluate_photos.h"
#include "native/measure/photo_selection.h"
#include "native/measure/planted_cue.h"
#include "native/report/prediction_text.h"
#include "shared/weights/planted_cue_json.h"

namespace deepcars::native {
namespace {

using nlohmann::ordered_json;

struct CueCommand {
  std::string index, model, marks;
  std::string split = "test";
  std::string target = explain::name({.kind = explain::Target::Kind::expected_year});
  std::size_t photos = 100;
  std::vector<std::string> methods;
  bool no_maps = false;
  std::uint64_t seed = 1;
  int threads = 0;
  bool json = false;
};

/// The marks of --marks, else those that the model was taught.
Expected<image::PlantedCue> cue_of(const CueCommand& command, const weights::ModelMetadata& metadata) {
  if (!command.marks.empty()) return data::read_planted_cue(command.marks);
  if (metadata.planted_cue) return *metadata.planted_cue;
  return failure(
      ErrorCode::invalid_argument, "this model has no planted cue",
      "name a model that `deepcars train --planted-cue` made, or give --marks FILE to see what the marks of "
      "another do to this one");
}

std::vector<data::Photo> spread(const std::vector<data::Photo>& photos, std::size_t max_photos,
                                std::uint64_t seed) {
  std::vector<int> years;
  std::vector<std::string> sources;
  for (const data::Photo& photo : photos) {
    years.push_back(photo.year);
    sources.push_back(photo.source);
  }
  std::vector<data::Photo> chosen;
  for (const std::size_t i : measure::spread_over_decades_and_sources(years, sources, max_photos, seed))
    chosen.push_back(photos[i]);
  return chosen;
}

ordered_json estimate_json(const measure::Estimate& estimate) {
  return {
      {"mean", estimate.mean},
      {"standard_error", estimate.standard_error ? ordered_json(*estimate.standard_error) : ordered_json()}};
}

ordered_json to_json(const measure::CueEvaluation& evaluation, const image::PlantedCue& cue,
                     const std::string& target) {
  ordered_json marks = ordered_json::array(), maps = ordered_json::array();
  for (std::size_t m = 0; m < cue.marks.size(); ++m) {
    const measure::CueStrength& strength = evaluation.marks[m];
    marks.push_back({{"form", image::name(cue.marks[m].mark.form)},
                     {"year", cue.marks[m].year},
                     {"photos", strength.photos},
                     {"moved_share", strength.moved_share},
                     {"median_movement_years", strength.median_movement_years},
                     {"intended_share", strength.intended_share},
                     {"distant_photos", strength.distant_photos},
                     {"distant_moved_share", strength.distant_moved_share}});
  }
  for (const measure::MapOnMark& map : evaluation.maps) {
    maps.push_back({{"map", map.map},
                    {"is_method", map.is_method},
                    {"share_absolute", estimate_json(map.absolute)},
                    {"share_positive", estimate_json(map.positive)},
                    {"maximum_inside", estimate_json(map.maximum)}});
  }
  return {{"moved_years", measure::cue_moved_years},
          {"marks", marks},
          {"any_moved_share", evaluation.any_moved_share},
          {"target", target},
          {"explained", evaluation.explained},
          {"maps", maps}};
}

std::string percent(double share) { return base::fixed(100 * share, 1) + " %"; }

void print_strength(const measure::CueEvaluation& evaluation, const image::PlantedCue& cue) {
  std::printf("%-8s %6s %8s %9s %8s %9s %22s\n", "mark", "year", "photos", "moved", "median", "intended",
              "moved, of the distant");
  for (std::size_t m = 0; m < cue.marks.size(); ++m) {
    const measure::CueStrength& strength = evaluation.marks[m];
    std::printf(
        "%-8s %6d %8zu %9s %8s %9s %22s\n", std::string(image::name(cue.marks[m].mark.form)).c_str(),
        cue.marks[m].year, strength.photos, percent(strength.moved_share).c_str(),
        base::fixed(strength.median_movement_years, 1).c_str(), percent(strength.intended_share).c_str(),
        (percent(strength.distant_moved_share) + " of " + std::to_string(strength.distant_photos)).c_str());
  }
  std::printf(
      "moved: the expected year moves by at least %.0f years; distant: without the mark it is at least as far\n"
      "from the mark's year; %s of the photos are moved by at least one mark\n",
      measure::cue_moved_years, percent(evaluation.any_moved_share).c_str());
}

void print_maps(const measure::CueEvaluation& evaluation, const std::string& target) {
  if (evaluation.maps.empty()) return;
  std::printf(
      "\nOn the mark, of %zu marked photos whose answer moved (target: %s; mean +- standard error):\n",
      evaluation.explained, target.c_str());
  std::printf("%-24s %18s %18s %18s\n", "map", "weight", "positive weight", "maximum");
  const auto text = [](const measure::Estimate& estimate) {
    return base::fixed(100 * estimate.mean, 1) + " +- " +
           base::fixed(100 * estimate.standard_error.value_or(0), 1) + " %";
  };
  for (const measure::MapOnMark& map : evaluation.maps) {
    std::printf("%-24s %18s %18s %18s\n", map.map.c_str(), text(map.absolute).c_str(),
                text(map.positive).c_str(), text(map.maximum).c_str());
  }
}

Expected<void> test_cue(const CueCommand& command) {
  const auto opened = base::open_model(command.model);
  if (!opened) return tl::unexpected(opened.error());
  const CarModel& model = opened->model;
  const auto cue = cue_of(command, model.metadata());
  if (!cue) return tl::unexpected(cue.error());
  const auto target = explain::target_from_text(command.target, model.metadata().year_buckets);
  if (!target) return tl::unexpected(target.error());
  const auto methods = explain::methods_from_names(command.methods);
  if (!methods) return tl::unexpected(methods.error());
  const auto index = data::read_index(command.index);
  if (!index) return tl::unexpected(index.error());
  const auto selection = select_split(*index, command.index, command.split);
  if (!selection) return tl::unexpected(selection.error());
  const std::vector<data::Photo> photos = spread(selection->photos, command.photos, command.seed);

  nn::ThreadPool pool(base::thread_count(command.threads));
  base::catch_interrupts();
  base::Progress progress("photos with and without marks", static_cast<std::int64_t>(photos.size()));
  std::size_t unreadable = 0;
  const auto photo_at = [&](std::size_t i) -> std::optional<image::Image> {
    auto photo = base::read_photo(photos[i].path);
    if (photo) return *std::move(photo);
    std::fprintf(stderr, "deepcars: %s\n", photo.error().sentence().c_str());
    ++unreadable;
    return std::nullopt;
  };
  const auto evaluation =
      measure::evaluate_cue(model, *cue, photos.size(), photo_at,
                            {.target = *target,
                             .methods = command.no_maps ? std::vector<const explain::Method*>() : *methods,
                             .seed = command.seed},
                            pool, [&] {
                              progress.advance(1);
                              return !base::interrupted();
                            });
  if (!evaluation) return tl::unexpected(evaluation.error());
  if (!*evaluation)
    return failure(ErrorCode::interrupted, "the test of the cue was interrupted", "start it again");
  if (command.json) {
    std::printf("%s\n", report::json_text(to_json(**evaluation, *cue, command.target), 2).c_str());
  } else {
    print_strength(**evaluation, *cue);
    print_maps(**evaluation, command.target);
  }
  if (unreadable == 0) return {};
  return failure(
      ErrorCode::some_inputs_failed,
      std::to_string(unreadable) + " of " + std::to_string(photos.size()) + " photos could not be read",
      "remove or repair them");
}

}  // namespace

void add_planted_cue_command(CLI::App& program, Action& action) {
  auto command = std::make_shared<CueCommand>();
  CLI::App* app = program.add_subcommand(
      "cue", "Test explanations on a model that cheats: does a map point at the planted mark?");
  app->add_option("index", command->index, "Index CSV, as prepare and split write it")
      ->type_name("FILE")
      ->required();
  add_model_option(*app, command->model);
  app->add_option("--split", command->split,
                  "Which photos: train, val, test or all; of an index without splits, always all")
      ->check(CLI::IsMember({"train", "val", "test", "all"}))
      ->capture_default_str();
  app->add_option("--photos", command->photos, "At most this many, spread over the decades")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app->add_option(
         "--marks", command->marks,
         "Stamp these marks instead of the model's own: a file as `deepcars train --planted-cue` reads it")
      ->type_name("FILE");
  offer_targets(
      app->add_option("--target", command->target, "What the maps explain; see deepcars explain --help")
          ->capture_default_str());
  offer_methods(
      app->add_option(
             "--methods", command->methods,
             "Whose maps are searched for the mark, separated by commas; default: all that explain knows")
          ->delimiter(',')
          ->type_name("NAMES"));
  app->add_flag("--no-maps", command->no_maps,
                "Only how strongly the answers follow the marks, which is quick");
  app->add_option("--seed", command->seed, "Chooses photos and the places of the marks")
      ->capture_default_str();
  add_threads_option(*app, command->threads);
  app->add_flag("--json", command->json, "Print JSON instead of tables");
  app->footer(
      "Example:\n  deepcars cue split.csv --model models/planted-cue.safetensors --photos 50\n\n"
      "Exit status 3: some photos could not be read, and the results leave them out.");
  app->callback([command, &action] { action = [command] { return test_cue(*command); }; });
}

}  // namespace deepcars::native
