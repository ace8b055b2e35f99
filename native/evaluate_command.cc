// deepcars evaluate: how good a model is on the labelled photos of an index, beside what guessing would give.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "native/base/files.h"
#include "native/base/model.h"
#include "native/base/threads.h"
#include "native/base/unicode.h"
#include "native/commands.h"
#include "native/evaluate_photos.h"
#include "native/evaluate_saliency.h"
#include "native/report/evaluation_text.h"
#include "native/report/features_text.h"
#include "native/report/prediction_text.h"
#include "native/report/report_folder.h"
#include "native/report/saliency_text.h"
#include "native/train/run/run_folder.h"
#include "shared/text.h"

namespace deepcars::native {
namespace {
namespace fs = std::filesystem;

struct EvaluateOptions {
  std::string index;
  std::string model;
  std::string split = "test";
  std::string output;
  std::string run;
  std::string not_cars;
  measure::BootstrapPlan bootstrap;
  SaliencyRequest saliency;
  std::vector<std::string> saliency_methods;
  std::vector<std::string> saliency_fills;
  int threads = 0;
  bool json = false;
  bool no_html = false;
};

/// The learning curves of the run that --run names; without --run, of the folder of the model if that is a
/// run's.
Expected<std::optional<report::LearningCurves>> find_learning_curves(const EvaluateOptions& options,
                                                                     const fs::path& model) {
  const train::RunFolder run(options.run.empty() ? model.parent_path() : fs::path(options.run));
  std::error_code status;
  if (options.run.empty() && !fs::exists(run.epochs_csv(), status)) return std::nullopt;
  auto curves = report::read_learning_curves(run.epochs_csv(), run.batches_csv());
  if (curves) return std::move(*curves);
  if (!options.run.empty()) return tl::unexpected(curves.error());
  std::fprintf(stderr, "deepcars: the report has no learning curves: %s\n",
               curves.error().sentence().c_str());
  return std::nullopt;
}

/// The training photos beside the model; none, and a word why, if the file cannot be used.
std::optional<features::NeighbourSet> find_neighbours(const base::OpenedModel& model) {
  std::error_code status;
  if (!fs::exists(model.path.parent_path() / features::neighbours_file_name, status)) return std::nullopt;
  auto neighbours = base::open_neighbours(model);
  if (neighbours) return *std::move(neighbours);
  std::fprintf(stderr, "deepcars: the results name no neighbours: %s\n",
               neighbours.error().sentence().c_str());
  return std::nullopt;
}

/// The table for a terminal, or metrics.json with --json.
void print(const EvaluateOptions& options, const report::ReportData& data) {
  if (options.json) {
    std::fputs((report::json_text(report::metrics_json(data), 2) + "\n").c_str(), stdout);
    return;
  }
  std::fputs(report::evaluation_table(data.evaluation, data.title, data.buckets).c_str(), stdout);
  std::fputs(report::features_table(data.familiarity, data.neighbours).c_str(), stdout);
  if (data.saliency) std::fputs(report::saliency_table(*data.saliency).c_str(), stdout);
  if (options.no_html) return;
  std::printf("\nOpen %s in a browser.\n", (fs::path(options.output) / "report.html").c_str());
}

Expected<void> evaluate_model(EvaluateOptions& options) {
  if (auto chosen = choose(options.saliency_methods, options.saliency_fills, options.saliency.curves);
      !chosen)
    return chosen;
  const auto opened = base::open_model(options.model);
  if (!opened) return tl::unexpected(opened.error());
  const CarModel* model = &opened->model;
  const auto index = data::read_index(options.index);
  if (!index) return tl::unexpected(index.error());
  const auto selection = select_split(*index, options.index, options.split);
  if (!selection) return tl::unexpected(selection.error());
  const auto others = list_other_photos(options.not_cars);
  if (!others) return tl::unexpected(others.error());
  auto curves = find_learning_curves(options, opened->path);
  if (!curves) return tl::unexpected(curves.error());
  if (auto made = report::make_report_folder(options.output); !made) return made;
  const std::vector<fs::path> inputs = {options.index, opened->path};
  if (auto possible = base::check_outputs(report::report_files(options.output), inputs); !possible)
    return possible;

  std::optional<base::WorkLog> saliency_log;
  if (options.saliency.photos > 0) {
    auto log = open_saliency_log(options.output, *opened, options.saliency.curves);
    if (!log) return tl::unexpected(log.error());
    saliency_log = *std::move(log);
  }

  nn::ThreadPool pool(base::thread_count(options.threads));
  const auto neighbours = find_neighbours(*opened);
  const auto scored = score_selection(*model, neighbours ? &*neighbours : nullptr, selection->photos, pool);
  if (!scored) return tl::unexpected(scored.error());
  const std::vector<measure::EvaluatedPhoto>& photos = *scored;
  const std::size_t unreadable = selection->photos.size() - photos.size();
  const std::string unread = std::to_string(unreadable) + " of " + std::to_string(selection->photos.size()) +
                             " photos of " + options.index + " could not be read";
  if (photos.empty()) {
    return failure(ErrorCode::data_invalid, unread, "check that its paths are right");
  }
  auto familiarity = measure_familiarity(*model, photos, *others, options.bootstrap, pool);
  if (!familiarity) return tl::unexpected(familiarity.error());
  std::optional<measure::SaliencyEvaluation> saliency;
  if (saliency_log) {
    auto measured =
        measure_saliency(*model, photos, options.saliency, options.bootstrap, *saliency_log, pool);
    if (!measured) return tl::unexpected(measured.error());
    saliency = *std::move(measured);
  }

  const weights::ModelMetadata& metadata = model->metadata();
  const measure::Evaluation evaluation =
      measure::evaluate(photos, baseline_knowledge(*index, selection->photos, metadata.year_buckets),
                        metadata.year_buckets, metadata.class_years, options.bootstrap);
  const report::ReportData data{
      .title = {.model = metadata.model_name,
                .index = base::to_utf8(fs::path(options.index).filename().string()),
                .split = selection->split,
                .unreadable_photos = unreadable},
      .buckets = metadata.year_buckets,
      .index = *index,
      .photos = photos,
      .evaluation = evaluation,
      .learning_curves = std::move(*curves),
      .galleries = options.no_html ? report::Galleries{} : report::make_galleries(photos, *model, pool),
      .familiarity = *std::move(familiarity),
      .neighbours = neighbours ? measure::evaluate_neighbours(photos, neighbours->cars()) : std::nullopt,
      .saliency = std::move(saliency)};
  if (auto written = report::write_report(options.output, data, !options.no_html); !written) return written;
  print(options, data);
  if (unreadable > 0) {
    return failure(ErrorCode::some_inputs_failed, unread + "; the results leave them out",
                   "remove or repair them");
  }
  return {};
}

/// Forward and backward passes per photo, with the default options.
std::string cost_of_saliency() {
  measure::CurveOptions curves;
  std::ignore = choose({}, {}, curves);  // Without names, there are no unknown ones.
  return std::to_string(1 + measure::expected_curve_passes(curves));
}

void add_saliency_options(CLI::App& command, EvaluateOptions& options) {
  command
      .add_option(
          "--saliency-photos", options.saliency.photos,
          "Also evaluate the heat maps on this many photos, spread over decades and sources, and write "
          "saliency_curves.csv; each costs about " +
              cost_of_saliency() + " passes with the other options' defaults. 0: none")
      ->check(CLI::Range(0, 10'000))
      ->capture_default_str();
  offer_methods(command
                    .add_option("--saliency-methods", options.saliency_methods,
                                "Which methods, separated by commas; default: all that explain knows")
                    ->delimiter(',')
                    ->type_name("NAMES"));
  offer_fills(command
                  .add_option("--saliency-fills", options.saliency_fills,
                              "What stands in for removed pixels, separated by commas: " +
                                  joined(names(explain::fills())) +
                                  "; default: " + joined(names(options.saliency.curves.fills)))
                  ->delimiter(',')
                  ->type_name("NAMES"));
  command
      .add_option("--saliency-steps", options.saliency.curves.steps,
                  "Steps of a deletion or insertion curve; each costs a pass")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command
      .add_option("--saliency-sanity-photos", options.saliency.sanity_photos,
                  "How many of these photos also get the test with random weights; 0: none")
      ->check(CLI::Range(0, 10'000))
      ->capture_default_str();
  command
      .add_option("--saliency-drawn-cars", options.saliency.drawn_cars,
                  "On how many drawn cars to exchange parts, to see whether the maps change there; 0: none")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
}

}  // namespace

void add_evaluate_command(CLI::App& program, Action& action) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* command = program.add_subcommand(
      "evaluate", "Measure a model on labelled photos, beside what guessing would give");
  command->add_option("index", options->index, "Index CSV, as prepare and split write it")
      ->type_name("FILE")
      ->required();
  command
      ->add_option(
          "-o,--output", options->output,
          "Folder for report.html, report.json, metrics.json, predictions.csv and confusion_matrix.csv")
      ->required();
  add_model_option(*command, options->model);
  command
      ->add_option("--split", options->split,
                   "Which photos: train, val, test or all; of an index without splits, always all")
      ->check(CLI::IsMember({"train", "val", "test", "all"}))
      ->capture_default_str();
  add_saliency_options(*command, *options);
  command
      ->add_option(
          "--not-cars", options->not_cars,
          "Also measure whether the model tells the photos of cars from those in this folder, which show "
          "something else")
      ->type_name("FOLDER");
  command
      ->add_option(
          "--run", options->run,
          "Training run whose learning curves the report shows; default: the folder of the model, if "
          "it is a run's")
      ->type_name("FOLDER");
  command
      ->add_option("--resamples", options->bootstrap.resamples,
                   "Bootstrap resamples for the 95 % intervals; 0: no intervals")
      ->check(CLI::Range(0, 1000000))
      ->capture_default_str();
  command->add_option("--seed", options->bootstrap.seed, "Seed of the resamples")->capture_default_str();
  command->add_flag("--no-html", options->no_html,
                    "Only the numbers: no report.html, and no pictures in report.json");
  add_threads_option(*command, options->threads);
  command->add_flag("--json", options->json, "Print metrics.json instead of the table");
  command->footer(
      "Example:\n  deepcars evaluate index.csv --model run/model.safetensors --split test --output report\n\n"
      "Exit status 3: some photos could not be read, and the results leave them out. 130: interrupted,\n"
      "and no result is written; the saliency of photos that are finished is kept in saliency_photos.jsonl in the\n"
      "output folder, and the same command goes on from there.");
  command->callback([options, &action] { action = [options] { return evaluate_model(*options); }; });
}

}  // namespace deepcars::native
