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

/// Photos to fit a calibration on.
struct CalibrationPhotos {
  std::vector<float> logits;  // [labels, classes]
  std::vector<int> labels, years;
};

/// Those of new sources, or all.
CalibrationPhotos gather(std::span<const FoldRun> runs, std::optional<std::size_t> left_out,
                         bool only_new_sources) {
  CalibrationPhotos result;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (i == left_out || runs[i].buckets.classes() != runs[0].buckets.classes()) continue;
    for (std::size_t n = 0; n < runs[i].answers.size(); ++n) {
      const train::ValidationAnswer& answer = runs[i].answers[n];
      const auto label = runs[i].buckets.label(answer.photo.year);
      if (!label || (only_new_sources && !runs[i].new_source[n])) continue;
      result.labels.push_back(*label);
      result.years.push_back(answer.photo.year);
      result.logits.insert(result.logits.end(), answer.logits.begin(), answer.logits.end());
    }
  }
  return result;
}

}  // namespace

std::filesystem::path fold_run_folder(const std::filesystem::path& sweep, const std::string& variant,
                                      std::size_t fold) {
  return sweep / variant / ("fold-" + std::to_string(fold));
}

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

Calibration fit_calibration(std::span<const FoldRun> runs, std::optional<std::size_t> left_out) {
  CalibrationPhotos answers = gather(runs, left_out, true);
  if (answers.labels.empty()) answers = gather(runs, left_out, false);
  if (answers.labels.empty()) return {};
  Calibration calibration;
  calibration.photos = answers.labels.size();
  calibration.temperature = train::fit_temperature(answers.logits, answers.labels);
  const auto classes = static_cast<std::size_t>(runs[0].buckets.classes());
  std::vector<std::vector<float>> probabilities;
  for (std::size_t n = 0; n < answers.labels.size(); ++n) {
    probabilities.push_back(
        score::softmax(std::span(answers.logits).subspan(n * classes, classes), calibration.temperature));
  }
  calibration.range_mass = train::fit_range_mass(probabilities, answers.years, runs[0].buckets);
  return calibration;
}

nlohmann::json to_json(const Calibration& calibration) {
  return {{"temperature", calibration.temperature},
          {"range_mass", calibration.range_mass},
          {"photos", calibration.photos}};
}

Expected<Calibration> calibration_from_json(const nlohmann::json& json) {
  const auto number = [&](const char* key, double low, double high) -> std::optional<double> {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number()) return std::nullopt;
    const double value = found->get<double>();
    return value >= low && value <= high ? std::optional(value) : std::nullopt;
  };
  const auto temperature = number("temperature", 1e-3, 1e3), mass = number("range_mass", 1e-3, 1),
             photos = number("photos", 0, 1e12);
  if (temperature && mass && photos) {
    return Calibration{
        .temperature = *temperature, .range_mass = *mass, .photos = static_cast<std::size_t>(*photos)};
  }
  return failure(ErrorCode::data_invalid, "it lacks temperature, range_mass or photos, or one is impossible",
                 "give the calibration.json that deepcars sweep wrote for a variant");
}

std::vector<measure::HeldOut> score_folds(std::span<const FoldRun> runs) {
  std::vector<measure::HeldOut> folds;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const FoldRun& run = runs[i];
    const Calibration calibration = fit_calibration(runs, i);
    measure::HeldOut fold{.photos = {}, .new_source = run.new_source, .median_year = run.median_year};
    for (const train::ValidationAnswer& answer : run.answers) {
      score::Score score = score::score(answer.logits, run.class_years, calibration.temperature);
      auto ranges = score::year_ranges(score.probabilities, run.buckets, calibration.range_mass);
      fold.photos.push_back(
          measure::evaluated_photo(answer.photo, std::move(score), std::move(ranges), run.buckets));
    }
    folds.push_back(std::move(fold));
  }
  return folds;
}

}  // namespace deepcars::sweep
