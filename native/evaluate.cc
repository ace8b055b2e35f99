// deepcars evaluate: how good a model is on the labelled photos of an index, beside what guessing would give.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "native/base/files.h"
#include "native/base/model.h"
#include "native/base/photos.h"
#include "native/base/progress.h"
#include "native/commands.h"
#include "native/data/index.h"
#include "native/evaluate_saliency.h"
#include "native/report/evaluation_text.h"
#include "native/report/prediction_text.h"
#include "native/report/saliency_text.h"

namespace deepcars::native {
namespace {
namespace fs = std::filesystem;

struct EvaluateOptions {
  std::string index;
  std::string model;
  std::string split = "test";
  std::string output;
  std::size_t saliency_photos = 0;
  int threads = 0;
  bool json = false;
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

report::BaselineStatistics baseline(const std::vector<Photo>& index, const std::vector<Photo>& evaluated,
                                    const score::YearBuckets& buckets) {
  std::vector<int> years;
  for (const Photo& photo : index) {
    if (photo.split == "train") years.push_back(photo.year);
  }
  const bool from_train = !years.empty();
  if (!from_train) {
    for (const Photo& photo : evaluated) years.push_back(photo.year);
  }
  report::BaselineStatistics statistics = report::baseline_statistics(years, buckets);
  statistics.from = from_train ? "the " + std::to_string(years.size()) + " photos of the index's train split"
                               : "the evaluated photos themselves (the index has no train split)";
  return statistics;
}

/// Scores the photos; those that cannot be read are named on standard error and left out.
std::vector<report::EvaluatedPhoto> score_all(const CarModel& model, const std::vector<Photo>& photos,
                                              int threads) {
  std::vector<PhotoEntry> entries;
  for (const Photo& photo : photos) entries.push_back({photo.path.string(), std::nullopt});
  std::vector<report::EvaluatedPhoto> evaluated;
  nn::ThreadPool pool(thread_count(threads));
  Progress progress("evaluating", static_cast<std::int64_t>(photos.size()));
  std::size_t next = 0;
  score_photos(model, entries, pool, [&](const PhotoEntry& entry, Expected<Prediction> prediction) {
    const Photo& photo = photos[next++];
    if (prediction) {
      const report::Truth truth{photo.year, model.metadata().year_buckets.label(photo.year)};
      evaluated.push_back({entry.path, photo.source, truth, std::move(prediction->score)});
    } else {
      std::fprintf(stderr, "deepcars: %s\n", prediction.error().sentence().c_str());
    }
    progress.advance(1);
    return true;
  });
  return evaluated;
}

Expected<void> write_report(const fs::path& folder, const std::string& metrics,
                            const std::string& predictions, const std::string& confusion) {
  if (auto written = write_file(folder / "predictions.csv", predictions); !written) return written;
  if (auto written = write_file(folder / "confusion_matrix.csv", confusion); !written) return written;
  return write_file(folder / "metrics.json", metrics);
}

/// Nothing if it was not asked for or interrupted; writes the curves, which are a file of their own.
Expected<std::optional<report::SaliencyEvaluation>> measure_saliency(
    const EvaluateOptions& options, const CarModel& model, const fs::path& model_path,
    const std::vector<report::EvaluatedPhoto>& photos) {
  if (options.saliency_photos == 0) return std::nullopt;
  nn::ThreadPool pool(thread_count(options.threads));
  auto saliency = evaluate_saliency(model, model_path, photos, options.saliency_photos, pool);
  if (!saliency || !*saliency) return saliency;
  if (auto written = write_file(fs::path(options.output) / "saliency_curves.csv",
                                report::saliency_curves_csv(**saliency));
      !written) {
    return tl::unexpected(written.error());
  }
  return saliency;
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

Expected<void> evaluate_model(const EvaluateOptions& options) {
  const auto path = find_model(options.model);
  if (!path) return tl::unexpected(path.error());
  const auto model = load_model(*path);
  if (!model) return tl::unexpected(model.error());
  const auto index = read_index(options.index);
  if (!index) return tl::unexpected(index.error());
  const auto selection = select(*index, options);
  if (!selection) return tl::unexpected(selection.error());
  if (auto made = make_folder(options.output); !made) return made;

  const weights::ModelMetadata& metadata = model->metadata();
  const score::YearBuckets& buckets = metadata.year_buckets;
  const auto photos = score_all(*model, selection->photos, options.threads);
  const std::size_t unreadable = selection->photos.size() - photos.size();
  const std::string unread = std::to_string(unreadable) + " of " + std::to_string(selection->photos.size()) +
                             " photos of " + options.index + " could not be read";
  if (photos.empty()) {
    return failure(ErrorCode::data_invalid, unread, "check that its paths are right");
  }
  const report::Evaluation evaluation =
      report::evaluate(photos, baseline(*index, selection->photos, buckets), buckets, metadata.class_years);
  const report::EvaluationTitle title{metadata.model_name, fs::path(options.index).filename().string(),
                                      selection->split, unreadable};
  const auto saliency = measure_saliency(options, *model, *path, photos);
  if (!saliency) return tl::unexpected(saliency.error());
  auto json = report::evaluation_json(evaluation, title, buckets);
  if (*saliency) json["saliency"] = report::saliency_json(**saliency);
  const std::string metrics = report::json_text(json, 2) + "\n";
  if (auto written = write_report(options.output, metrics, report::predictions_csv(photos, buckets),
                                  report::confusion_csv(evaluation, buckets));
      !written) {
    return written;
  }
  std::fputs(options.json ? metrics.c_str() : report::evaluation_table(evaluation, title, buckets).c_str(),
             stdout);
  if (*saliency && !options.json) std::fputs(report::saliency_table(**saliency).c_str(), stdout);
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
                   "Folder for metrics.json, predictions.csv and confusion_matrix.csv")
      ->required();
  command
      ->add_option("-m,--model", options->model,
                   "Weight file; default: $DEEPCARS_MODEL, else models/ beside the program")
      ->type_name("FILE");
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
  command->add_option("--threads", options->threads, "Threads to compute with; default: all of the machine's")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--json", options->json, "Print metrics.json instead of the table");
  command->footer(
      "Example:\n  deepcars evaluate index.csv --model run/model.safetensors --split test --output report");
  command->callback([options, &action] { action = [options] { return evaluate_model(*options); }; });
}

}  // namespace deepcars::native
