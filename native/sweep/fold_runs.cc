#include "native/sweep/fold_runs.h"

#include <optional>
#include <set>

#include "native/base/files.h"
#include "native/data/index.h"
#include "native/measure/metrics.h"
#include "native/train/run/run_folder.h"
#include "native/train/run/validation.h"
#include "shared/score/score.h"
#include "shared/weights/model_file.h"

namespace deepcars::sweep {
namespace {

/// The temperature that suits the held-out photos of all folds but one. Folds with other buckets, which a rule may make
/// of other years, cannot say.
double temperature_without(std::span<const FoldRun> runs, std::size_t left_out) {
  std::vector<float> logits;
  std::vector<int> labels;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (i == left_out || runs[i].buckets.classes() != runs[left_out].buckets.classes()) continue;
    for (const train::ValidationAnswer& answer : runs[i].answers) {
      const auto label = runs[i].buckets.label(answer.photo.year);
      if (!label) continue;
      labels.push_back(*label);
      logits.insert(logits.end(), answer.logits.begin(), answer.logits.end());
    }
  }
  return labels.empty() ? 1.0 : train::fit_temperature(logits, labels);
}

}  // namespace

std::filesystem::path fold_run_folder(const std::filesystem::path& sweep, const std::string& variant,
                                      std::size_t fold) {
  return sweep / variant / ("fold-" + std::to_string(fold));
}

std::filesystem::path finished_mark(const std::filesystem::path& run) { return run / "finished"; }

Expected<FoldRun> read_fold_run(const std::filesystem::path& folder, const std::filesystem::path& fold) {
  const train::RunFolder run(folder);
  const auto bytes = base::read_file(run.model());
  if (!bytes) return tl::unexpected(bytes.error());
  const auto model = weights::open_model_file(*bytes);
  if (!model)
    return failure(model.error().code, run.model().string() + ": " + model.error().message,
                   model.error().hint);
  const auto index = data::read_index(fold);
  if (!index) return tl::unexpected(index.error());
  auto answers = train::read_validation_answers(run.validation_csv(), model->metadata.year_buckets);
  if (!answers) return tl::unexpected(answers.error());

  std::vector<double> years;
  std::set<std::string> sources;
  for (const data::Photo& photo : *index) {
    if (photo.split != "train") continue;
    years.push_back(photo.year);
    sources.insert(photo.source);
  }
  FoldRun result{.answers = *std::move(answers),
                 .new_source = {},
                 .median_year = measure::median(years).value_or(0),
                 .buckets = model->metadata.year_buckets,
                 .class_years = model->metadata.class_years};
  for (const train::ValidationAnswer& answer : result.answers) {
    result.new_source.push_back(!sources.contains(answer.photo.source));
  }
  return result;
}

std::vector<measure::HeldOut> score_folds(std::span<const FoldRun> runs) {
  std::vector<measure::HeldOut> folds;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const FoldRun& run = runs[i];
    const double temperature = temperature_without(runs, i);
    measure::HeldOut fold{.photos = {}, .new_source = run.new_source, .median_year = run.median_year};
    for (const train::ValidationAnswer& answer : run.answers) {
      fold.photos.push_back(measure::evaluated_photo(
          answer.photo, score::score(answer.logits, run.class_years, temperature), run.buckets));
    }
    folds.push_back(std::move(fold));
  }
  return folds;
}

}  // namespace deepcars::sweep
