#include "native/explain_photos.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <set>
#include <string_view>

#include "native/base/files.h"
#include "native/base/interrupts.h"
#include "native/base/model.h"
#include "native/base/photos.h"
#include "native/base/progress.h"
#include "native/base/text.h"
#include "native/base/threads.h"
#include "native/base/unicode.h"
#include "native/base/within_memory.h"
#include "native/report/explanation_files.h"
#include "native/report/panels.h"
#include "native/report/prediction_text.h"
#include "shared/measure/finite.h"

namespace deepcars::native {
namespace {
namespace fs = std::filesystem;
using explain::Method;

/// What to compute, the same for every photo.
struct Plan {
  std::vector<const Method*> methods;
  explain::Target target;
  explain::MethodOptions options;
};

Expected<Plan> make_plan(const ExplainOptions& options, const score::YearBuckets& buckets) {
  Plan plan{.methods = {}, .target = {}, .options = options.method_options};
  const auto target = options.compare_buckets.empty()
                          ? explain::target_from_text(options.target, buckets)
                          : explain::difference_from_text(options.compare_buckets, buckets);
  if (!target) return tl::unexpected(target.error());
  plan.target = *target;
  if (options.all) {
    for (const Method& method : explain::methods()) plan.methods.push_back(&method);
  } else if (options.method.empty()) {
    plan.methods.push_back(&explain::default_method(plan.target));
  } else {
    const auto method = explain::method_from_name(options.method);
    if (!method) return tl::unexpected(method.error());
    plan.methods.push_back(*method);
  }
  const auto fill = explain::fill_from_name(options.fill);
  if (!fill) return tl::unexpected(fill.error());
  plan.options.fill = *fill;
  return plan;
}

/// Where a photo's files go: the path that an option names or, with several photos, a file of the photo's name in the
/// folder that it names.
class OutputNames {
 public:
  explicit OutputNames(bool several) : several_(several) {}

  /// The next photo's name, different from those before it.
  void next(const std::string& photo) {
    const std::string stem = fs::path(photo).stem().string();
    name_ = stem;
    for (int copy = 2; !taken_.insert(name_).second; ++copy) name_ = stem + "-" + std::to_string(copy);
  }
  std::string output(const ExplainOptions& options) const { return path(options.output, ".png"); }
  std::string heat_map(const ExplainOptions& options) const { return path(options.heat_map, ".png"); }
  std::string values(const ExplainOptions& options) const { return path(options.values, ".npy"); }
  std::string tiles(const ExplainOptions& options) const { return path(options.tiles, ".csv"); }

  /// All that are asked for.
  std::vector<fs::path> all(const ExplainOptions& options) const {
    return {heat_map(options), values(options), tiles(options), output(options)};
  }

 private:
  std::string path(const std::string& option, const char* extension) const {
    return several_ && !option.empty() ? (fs::path(option) / (name_ + extension)).string() : option;
  }

  bool several_;
  std::set<std::string> taken_;
  std::string name_;
};

tl::unexpected<Error> interrupted_error() {
  return failure(ErrorCode::interrupted, "interrupted; the photo that was being explained is not written",
                 "run the same command again");
}

Expected<report::ExplanationRecord> finish(const CarModel& model, const Prediction& prediction,
                                           const Method& method, const explain::Target& target,
                                           explain::Explanation& explanation, nn::ThreadPool& pool,
                                           base::Progress& progress) {
  const auto start = std::chrono::steady_clock::now();
  while (!explanation.is_finished()) {
    if (base::interrupted()) return interrupted_error();
    explanation.step(pool);
    progress.advance(1, std::string(method.name));
  }
  const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
  if (auto finite = measure::check_finite(explanation.so_far().map, method); !finite)
    return tl::unexpected(finite.error());
  const auto function = model.target_function(prediction, target);
  if (!function) return tl::unexpected(function.error());
  return report::ExplanationRecord{.method = method,
                                   .target = target,
                                   .unit = function->unit(),
                                   .explained = explanation.so_far(),
                                   .value = function->value(prediction.logits),
                                   .passes = explanation.passes(),
                                   .milliseconds = time.count()};
}

using Records = std::vector<report::ExplanationRecord>;

/// One record per method of the plan.
Expected<Records> explain_by_all(const CarModel& model, const Prediction& prediction, const Plan& plan,
                                 nn::ThreadPool& pool) {
  std::vector<std::unique_ptr<explain::Explanation>> explanations;
  std::int64_t steps = 0;
  for (const Method* method : plan.methods) {
    auto begun = model.begin_explanation(prediction, *method, plan.target, plan.options);
    if (!begun) return tl::unexpected(begun.error());
    steps += (*begun)->steps();
    explanations.push_back(*std::move(begun));
  }
  base::Progress progress("explaining", steps, steps > 1);
  Records records;
  for (std::size_t i = 0; i < explanations.size(); ++i) {
    auto record = finish(model, prediction, *plan.methods[i], plan.target, *explanations[i], pool, progress);
    if (!record) return tl::unexpected(record.error());
    records.push_back(*std::move(record));
    explanations[i].reset();
  }
  return records;
}

image::Image draw(const ExplainOptions& options, const image::Image& photo, const Records& records,
                  const std::string& what, const std::string& heading) {
  const auto legend = [&](const report::ExplanationRecord& record) {
    return explain::legend(record.method, record.target, what, record.explained.map);
  };
  if (!options.all) {
    return report::explanation_panels(photo, explain::normalise(records.front().explained.map),
                                      legend(records.front()), options.panel_size_px, options.opacity);
  }
  std::vector<report::SheetEntry> entries;
  for (const report::ExplanationRecord& record : records) {
    entries.push_back({.title = std::string(record.method.label),
                       .meaning = std::string(record.method.answers),
                       .heat_map = explain::normalise(record.explained.map),
                       .legend = legend(record)});
  }
  return report::explanation_sheet(photo, heading, entries, options.panel_size_px, options.opacity);
}

/// A failure leaves earlier files as they were.
Expected<void> write_files(const ExplainOptions& options, const OutputNames& names, const image::Image& sheet,
                           const report::ExplanationRecord& record) {
  const auto picture = report::encode_png(sheet);
  if (!picture) return tl::unexpected(picture.error());
  const explain::HeatMap& map = record.explained.map;
  std::vector<base::OutputFile> files;
  Expected<std::vector<std::uint8_t>> grey;
  if (!options.heat_map.empty()) {
    grey = report::encode_grey_png(report::grey_values(explain::normalise(map)), map.width_px, map.height_px);
    if (!grey) return tl::unexpected(grey.error());
    files.push_back({names.heat_map(options), *grey});
  }
  const std::vector<std::uint8_t> values = report::npy_file(map);
  if (!options.values.empty()) files.push_back({names.values(options), values});
  const std::string tiles = options.tiles.empty() ? "" : report::tiles_csv(*record.explained.tiles);
  if (!options.tiles.empty()) files.push_back({names.tiles(options), base::bytes_of(tiles)});
  files.push_back({names.output(options), *picture});
  return base::write_files(files);
}

/// Explains photos one after another and says what came of each.
class Explainer {
 public:
  Explainer(const ExplainOptions& options, const base::OpenedModel& opened, Plan plan, bool several)
      : options_(options),
        model_path_(opened.path),
        model_(opened.model),
        plan_(std::move(plan)),
        names_(several),
        pool_(base::thread_count(options.threads)) {}

  Expected<void> explain(const std::string& path) {
    names_.next(path);
    if (auto possible = base::check_outputs(names_.all(options_), std::array<fs::path, 2>{path, model_path_});
        !possible)
      return possible;
    auto photo = base::read_decoded_photo(path);
    if (!photo) return tl::unexpected(photo.error());
    auto answered = finite_answer(model_.predict_traced(photo->picture, pool_));
    if (!answered) return tl::unexpected(answered.error());
    answered->notes = std::move(photo->notes);
    const Prediction& prediction = *answered;
    const auto records = explain_by_all(model_, prediction, plan_, pool_);
    if (!records) return tl::unexpected(records.error());
    if (!options_.tiles.empty() && !records->front().explained.tiles) {
      return failure(ErrorCode::invalid_argument,
                     "the method " + std::string(records->front().method.name) + " has no tiles",
                     "leave out --tiles, or choose cam, occlusion or shapley-tiles");
    }
    const std::string what = explain::text(plan_.target, prediction.score.top_class, buckets());
    const image::Image sheet =
        draw(options_, photo->picture, *records, what,
             "Expected year " + base::fixed(prediction.score.expected_year, 0) + "; most likely " +
                 buckets().text(prediction.score.top_class) + ". Explained: " + what + ".");
    if (auto written = write_files(options_, names_, sheet, records->front()); !written) return written;
    if (const std::string warning = report::damage_warning(path, prediction.notes); !warning.empty())
      std::fprintf(stderr, "deepcars: %s\n", warning.c_str());
    report(path, prediction, *records, what);
    return {};
  }

  /// Prints the JSON, which comes in one piece. A single photo's is an object, that of several an array.
  void finish(bool several) const {
    if (!options_.json || summaries_.empty()) return;
    std::printf("%s\n", report::json_text(several ? summaries_ : summaries_.front(), 2).c_str());
  }

 private:
  const score::YearBuckets& buckets() const { return model_.metadata().year_buckets; }

  void report(const std::string& path, const Prediction& prediction, const Records& records,
              const std::string& what) {
    const std::string output = names_.output(options_);
    if (options_.json) {
      nlohmann::ordered_json summary = {{"output", base::path_text(output)}};
      if (options_.all) {
        for (const report::ExplanationRecord& record : records)
          summary["explanations"].push_back(report::explanation_json(record, prediction.score, buckets()));
      } else {
        summary.update(report::explanation_json(records.front(), prediction.score, buckets()));
      }
      summary["prediction"] = report::prediction_json(path, prediction, buckets());
      if (!options_.heat_map.empty()) summary["heat_map"] = base::path_text(names_.heat_map(options_));
      if (!options_.values.empty()) summary["values"] = base::path_text(names_.values(options_));
      if (!options_.tiles.empty()) summary["tiles"] = base::path_text(names_.tiles(options_));
      summaries_.push_back(summary);
      return;
    }
    std::printf("%s%s", report::prediction_table_header().c_str(),
                report::prediction_table_line(path, prediction, buckets()).c_str());
    std::printf("\n%s shows what speaks for %s (%s).\n", one_line(output).c_str(), what.c_str(),
                options_.all ? "every method" : std::string(records.front().method.name).c_str());
    for (const report::ExplanationRecord& record : records) print_check(record);
  }

  /// How far the numbers can be trusted, where the method itself can tell.
  static void print_check(const report::ExplanationRecord& record) {
    const explain::Explained& explained = record.explained;
    const std::string unit(name(record.unit));
    std::string line;
    if (explained.completeness) {
      line += "its values add up to " + base::fixed(explained.completeness->sum, 3) + " of " +
              base::fixed(explained.completeness->expected, 3) + " " + unit;
    }
    if (explained.standard_error) {
      line += (line.empty() ? "" : "; ") + std::string("mean standard error ") +
              base::fixed(*explained.standard_error, 3) + " " + unit;
    }
    if (!line.empty()) std::printf("%s: %s.\n", std::string(record.method.name).c_str(), line.c_str());
  }

  const ExplainOptions& options_;
  fs::path model_path_;
  const CarModel& model_;
  Plan plan_;
  OutputNames names_;
  nn::ThreadPool pool_;
  nlohmann::ordered_json summaries_ = nlohmann::ordered_json::array();
};

}  // namespace

Expected<void> explain_photos(const ExplainOptions& options) {
  const auto opened = base::open_model(options.model);
  if (!opened) return tl::unexpected(opened.error());
  auto plan = make_plan(options, opened->model.metadata().year_buckets);
  if (!plan) return tl::unexpected(plan.error());
  const std::vector<base::PhotoEntry> photos = base::list_photos(options.photos, std::cin);
  std::error_code status;
  const bool several = photos.size() != 1 || fs::is_directory(options.photos.front(), status);
  if (photos.empty()) {
    return failure(ErrorCode::data_invalid, "the list on standard input names no photo",
                   "put one path in a line");
  }

  Explainer explainer(options, *opened, *std::move(plan), several);
  std::size_t failed = 0;
  for (const base::PhotoEntry& photo : photos) {
    const Expected<void> explained =
        photo.error ? Expected<void>(tl::unexpected(*photo.error))
                    : base::within_memory(photo.path, [&] { return explainer.explain(photo.path); });
    if (explained) continue;
    if (!several || explained.error().code == ErrorCode::interrupted) return explained;
    std::fprintf(stderr, "deepcars: %s\n", explained.error().sentence().c_str());
    ++failed;
  }
  explainer.finish(several);
  if (failed == 0) return {};
  return failure(
      failed < photos.size() ? ErrorCode::some_inputs_failed : ErrorCode::data_invalid,
      std::to_string(failed) + " of " + std::to_string(photos.size()) + " photos could not be explained");
}

}  // namespace deepcars::native
