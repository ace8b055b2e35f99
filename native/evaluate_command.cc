// deepcars evaluate: how good a model is on the labelled photos of an index, beside what guessing would give.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "native/base/files.h"
#include "native/base/model.h"
#include "native/base/photos.h"
#include "native/base/progress.h"
#include "native/base/threads.h"
#include "native/commands.h"
#include "native/data/index.h"
#include "native/evaluate_saliency.h"
#include "native/report/evaluation_text.h"
#include "native/report/html_page.h"
#include "native/report/prediction_text.h"
#include "native/report/saliency_text.h"
#include "native/report/sections.h"
#include "native/train/run/run_folder.h"

namespace deepcars::native {
namespace {
namespace fs = std::filesystem;

struct EvaluateOptions {
  std::string index;
  std::string model;
  std::string split = "test";
  std::string output;
  std::string run;
  measure::BootstrapPlan bootstrap;
  std::size_t saliency_photos = 0;
  int threads = 0;
  bool json = false;
  bool no_html = false;
};

/// The photos of one split; all of them for "all" or if the index was never split.
struct Selection {
  std::vector<Photo> photos;
  std::string split;
};

Expected<Selection> select(const std::vector<Photo>& index, const EvaluateOptions& options) {
  const bool was_split =
      std::any_of(index.begin(), index.end(), [](const Photo& p) { return !p.split.empty(); });
  if (options.split == "all" || !was_split) return Selection{index, "all"};
  Selection selection{{}, options.split};
  std::copy_if(index.begin(), index.end(), std::back_inserter(selection.photos),
               [&](const Photo& photo) { return photo.split == options.split; });
  if (selection.photos.empty()) {
    return failure(ErrorCode::data_invalid,
                   options.index + " has no photo in the split \"" + options.split + "\"",
                   "choose another with --split, or --split all");
  }
  return selection;
}

measure::BaselineStatistics baseline(const std::vector<Photo>& index, const std::vector<Photo>& evaluated,
                                     const score::YearBuckets& buckets) {
  std::vector<int> years;
  for (const Photo& photo : index) {
    if (photo.split == "train") years.push_back(photo.year);
  }
  const bool from_train = !years.empty();
  if (!from_train) {
    for (const Photo& photo : evaluated) years.push_back(photo.year);
  }
  measure::BaselineStatistics statistics = measure::baseline_statistics(years, buckets);
  statistics.from = from_train ? "the " + std::to_string(years.size()) + " photos of the index's train split"
                               : "the evaluated photos themselves (the index has no train split)";
  return statistics;
}

/// Scores the photos; those that cannot be read are named on standard error and left out.
std::vector<measure::EvaluatedPhoto> score_all(const CarModel& model, const std::vector<Photo>& photos,
                                               nn::ThreadPool& pool) {
  std::vector<PhotoEntry> entries;
  for (const Photo& photo : photos) entries.push_back({photo.path.string(), std::nullopt});
  std::vector<measure::EvaluatedPhoto> evaluated;
  Progress progress("evaluating", static_cast<std::int64_t>(photos.size()));
  std::size_t next = 0;
  score_photos(model, entries, pool, [&](const PhotoEntry& entry, Expected<Prediction> prediction) {
    const Photo& photo = photos[next++];
    if (prediction) {
      const measure::Truth truth{photo.year, model.metadata().year_buckets.label(photo.year)};
      evaluated.push_back({entry.path, photo.source, truth, std::move(prediction->score), photo.make,
                           photo.model, photo.split_group});
    } else {
      std::fprintf(stderr, "deepcars: %s\n", prediction.error().sentence().c_str());
    }
    progress.advance(1);
  });
  return evaluated;
}

/// The learning curves of the run that --run names, or else of the run folder that the model lies in, if it
/// does.
Expected<std::optional<report::LearningCurves>> find_learning_curves(const EvaluateOptions& options,
                                                                     const fs::path& model) {
  const RunFolder run(options.run.empty() ? model.parent_path() : fs::path(options.run));
  std::error_code status;
  if (options.run.empty() && !fs::exists(run.epochs_csv(), status)) return std::nullopt;
  auto curves = report::read_learning_curves(run.epochs_csv(), run.batches_csv());
  if (curves) return std::move(*curves);
  if (!options.run.empty()) return tl::unexpected(curves.error());
  std::fprintf(stderr, "deepcars: the report goes without learning curves: %s\n",
               curves.error().sentence().c_str());
  return std::nullopt;
}

/// The files of the report folder, in memory: name and content.
using Files = std::vector<std::pair<std::string, std::string>>;

/// Writes them all, metrics.json last: where it is, the others are of the same evaluation. Earlier files
/// would contradict them, so they go.
Expected<void> write_files(const fs::path& folder, const Files& files) {
  std::error_code status;
  for (const char* earlier : {"metrics.json", "report.html", "saliency_curves.csv"}) {
    fs::remove(folder / earlier, status);
  }
  for (const auto& [name, content] : files) {
    if (auto written = write_file(folder / name, content); !written) return written;
  }
  return {};
}

std::string html_report(const report::ReportData& data) {
  std::string subtitle =
      std::to_string(data.photos.size()) + " photos of " + data.title.index + ", split: " + data.title.split;
  if (const std::size_t unreadable = data.title.unreadable_photos; unreadable > 0) {
    subtitle += "; " + std::to_string(unreadable) + " more could not be read and are left out";
  }
  if (const std::size_t outside = data.evaluation.photos_outside_buckets(); outside > 0) {
    subtitle += "; " + std::to_string(outside) + " are of years outside the model's and count for years only";
  }
  return report::html_page("How well " + data.title.model + " dates cars", subtitle + ".",
                           report::report_sections(data));
}

/// Nothing if it was not asked for or interrupted.
Expected<std::optional<measure::SaliencyEvaluation>> measure_saliency(
    const EvaluateOptions& options, const CarModel& model, const std::vector<measure::EvaluatedPhoto>& photos,
    nn::ThreadPool& pool) {
  if (options.saliency_photos == 0) return std::nullopt;
  return evaluate_saliency(model, photos, options.saliency_photos, pool);
}

/// Finds out before the long work, not after it, that the results have nowhere to go.
Expected<void> make_folder(const fs::path& folder) {
  std::error_code status;
  fs::create_directories(folder, status);
  if (!status && fs::is_directory(folder)) return {};
  return failure(ErrorCode::file_unwritable,
                 "the folder " + folder.string() +
                     " cannot be made: " + (status ? status.message() : "there is a file of that name"),
                 "name another with --output");
}

/// Measures what was scored and writes the folder; prints the table or the JSON.
Expected<void> report_on(const EvaluateOptions& options, const CarModel& model,
                         const std::vector<Photo>& index, const Selection& selection,
                         const std::vector<measure::EvaluatedPhoto>& photos,
                         std::optional<report::LearningCurves> curves,
                         const std::optional<measure::SaliencyEvaluation>& saliency, nn::ThreadPool& pool) {
  const weights::ModelMetadata& metadata = model.metadata();
  const score::YearBuckets& buckets = metadata.year_buckets;
  const measure::Evaluation evaluation = measure::evaluate(photos, baseline(index, selection.photos, buckets),
                                                           buckets, metadata.class_years, options.bootstrap);
  const report::EvaluationTitle title{metadata.model_name, fs::path(options.index).filename().string(),
                                      selection.split, selection.photos.size() - photos.size()};
  auto json = report::evaluation_json(evaluation, title, buckets);
  if (saliency) json["saliency"] = report::saliency_json(*saliency);
  const std::string metrics = report::json_text(json, 2) + "\n";
  Files files = {{"predictions.csv", report::predictions_csv(photos, buckets)},
                 {"confusion_matrix.csv", report::confusion_csv(evaluation, buckets)}};
  if (saliency) files.emplace_back("saliency_curves.csv", report::saliency_curves_csv(*saliency));
  if (!options.no_html) {
    files.emplace_back("report.html",
                       html_report({title, buckets, index, photos, evaluation, std::move(curves),
                                    report::make_galleries(photos, model, pool), saliency}));
  }
  files.emplace_back("metrics.json", metrics);
  if (auto written = write_files(options.output, files); !written) return written;
  if (options.json) {
    std::fputs(metrics.c_str(), stdout);
    return {};
  }
  std::fputs(report::evaluation_table(evaluation, title, buckets).c_str(), stdout);
  if (saliency) std::fputs(report::saliency_table(*saliency).c_str(), stdout);
  if (!options.no_html)
    std::printf("\nOpen %s in a browser.\n", (fs::path(options.output) / "report.html").c_str());
  return {};
}

Expected<void> evaluate_model(const EvaluateOptions& options) {
  const auto opened = open_model(options.model);
  if (!opened) return tl::unexpected(opened.error());
  const CarModel* model = &opened->model;
  const auto index = read_index(options.index);
  if (!index) return tl::unexpected(index.error());
  const auto selection = select(*index, options);
  if (!selection) return tl::unexpected(selection.error());
  auto curves = find_learning_curves(options, opened->path);
  if (!curves) return tl::unexpected(curves.error());
  if (auto made = make_folder(options.output); !made) return made;

  nn::ThreadPool pool(thread_count(options.threads));
  const auto photos = score_all(*model, selection->photos, pool);
  const std::size_t unreadable = selection->photos.size() - photos.size();
  const std::string unread = std::to_string(unreadable) + " of " + std::to_string(selection->photos.size()) +
                             " photos of " + options.index + " could not be read";
  if (photos.empty()) {
    return failure(ErrorCode::data_invalid, unread, "check that its paths are right");
  }
  const auto saliency = measure_saliency(options, *model, photos, pool);
  if (!saliency) return tl::unexpected(saliency.error());
  if (auto done = report_on(options, *model, *index, *selection, photos, std::move(*curves), *saliency, pool);
      !done) {
    return done;
  }
  if (options.saliency_photos > 0 && !*saliency) {
    return failure(ErrorCode::data_invalid, "saliency was interrupted; the results leave it out",
                   "evaluate again, or with fewer --saliency-photos");
  }
  if (unreadable > 0) {
    return failure(ErrorCode::data_invalid, unread + "; the results leave them out", "remove or repair them");
  }
  return {};
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
      ->add_option("-o,--output", options->output,
                   "Folder for report.html, metrics.json, predictions.csv and confusion_matrix.csv")
      ->required();
  add_model_option(*command, options->model);
  command
      ->add_option("--split", options->split,
                   "Which photos: train, val, test or all; an index without splits is "
                   "used wholly")
      ->check(CLI::IsMember({"train", "val", "test", "all"}))
      ->capture_default_str();
  command
      ->add_option("--saliency-photos", options->saliency_photos,
                   "Also evaluate the heat maps on this many photos, spread over the decades, and write "
                   "saliency_curves.csv; each costs about 320 forward passes. 0: none")
      ->check(CLI::Range(0, 10'000))
      ->capture_default_str();
  command
      ->add_option("--run", options->run,
                   "Training run whose learning curves the report shows; default: the model's own folder, if "
                   "it is one")
      ->type_name("FOLDER");
  command
      ->add_option("--resamples", options->bootstrap.resamples,
                   "Bootstrap resamples for the 95 % intervals; 0: no intervals")
      ->check(CLI::Range(0, 1000000))
      ->capture_default_str();
  command->add_option("--seed", options->bootstrap.seed, "Seed of the resamples")->capture_default_str();
  command->add_flag("--no-html", options->no_html, "Only the numbers, no report.html");
  add_threads_option(*command, options->threads);
  command->add_flag("--json", options->json, "Print metrics.json instead of the table");
  command->footer(
      "Example:\n  deepcars evaluate index.csv --model run/model.safetensors --split test --output report");
  command->callback([options, &action] { action = [options] { return evaluate_model(*options); }; });
}

}  // namespace deepcars::native
