#include "native/evaluate_saliency.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <utility>

#include "native/base/crc32c.h"
#include "native/base/files.h"
#include "native/base/interrupts.h"
#include "native/base/photo_files.h"
#include "native/base/progress.h"
#include "native/measure/photo_selection.h"
#include "native/saliency_records.h"

namespace deepcars::native {
namespace {

using measure::EvaluatedPhoto;
using measure::PhotoCurves;
using measure::PhotoSanity;

/// Raised when a measure changes, so that old results are not mixed with new ones.
constexpr int kLogVersion = 3;

std::vector<const EvaluatedPhoto*> choose_photos(std::span<const EvaluatedPhoto> photos, std::size_t count,
                                                 std::uint64_t seed) {
  std::vector<int> years;
  std::vector<std::string> sources;
  for (const EvaluatedPhoto& photo : photos) {
    years.push_back(photo.truth.year);
    sources.push_back(photo.source);
  }
  std::vector<const EvaluatedPhoto*> chosen;
  for (const std::size_t i : measure::spread_over_decades_and_sources(years, sources, count, seed))
    chosen.push_back(&photos[i]);
  return chosen;
}

std::string curves_part(const EvaluatedPhoto& photo) { return "curves of " + photo.path; }

std::string sanity_part(const measure::CascadeStage& stage, const EvaluatedPhoto& photo) {
  return "random " + stage.name + ", " + photo.path;
}

std::vector<std::uint64_t> drawn_seeds(const SaliencyRequest& request) {
  std::vector<std::uint64_t> seeds;
  for (std::size_t n = 0; n < request.drawn_cars; ++n) seeds.push_back(request.curves.seed + n);
  return seeds;
}

std::string part_test_part(std::uint64_t seed, measure::CarPart part) {
  return "drawn car " + std::to_string(seed) + ", " + std::string(measure::name(part));
}

tl::unexpected<Error> interrupted_error() {
  return failure(ErrorCode::interrupted,
                 "saliency was interrupted; what is finished is kept, and the results are not written",
                 "run the same command again to go on");
}

/// The whole of one evaluation.
class SaliencyWork {
 public:
  SaliencyWork(const CarModel& model, std::span<const EvaluatedPhoto> photos, const SaliencyRequest& request,
               base::WorkLog& log, nn::ThreadPool& pool)
      : model_(model),
        request_(request),
        log_(log),
        pool_(pool),
        chosen_(choose_photos(photos, request.photos, request.curves.seed)),
        checked_(std::span(chosen_).first(std::min(chosen_.size(), request.sanity_photos))),
        stages_(measure::resnet18_cascade(model.network().classes())),
        seeds_(drawn_seeds(request)),
        progress_("evaluating saliency", expected_passes()) {}

  /// The photos' curves, and whose these are.
  struct Finished {
    std::vector<PhotoCurves> curves;
    std::vector<std::string> groups;
  };

  Expected<Finished> curves() {
    Finished finished;
    for (const EvaluatedPhoto* photo : chosen_) {
      auto curves = logged_curves(*photo);
      if (!curves) {
        auto measured = measure_curves(*photo);
        if (!measured) return tl::unexpected(measured.error());
        curves = *std::move(measured);
      }
      if (!curves) return interrupted_error();
      finished.curves.push_back(*std::move(curves));
      finished.groups.push_back(photo->split_group);
    }
    return finished;
  }

  /// Nothing if it was interrupted, or no photo is to be checked.
  Expected<std::optional<measure::SanityCheck>> sanity() {
    if (checked_.empty()) return std::nullopt;
    measure::RandomisedModel randomised(model_);
    std::vector<std::vector<PhotoSanity>> by_stage;
    for (const measure::CascadeStage& stage : stages_) {
      randomised.randomise(stage, request_.curves.seed);
      auto photos = stage_sanity(stage, randomised);
      if (!photos) return tl::unexpected(photos.error());
      if (!*photos) return std::nullopt;
      by_stage.push_back(**std::move(photos));
    }
    return measure::summarise(stages_, request_.curves.methods, by_stage);
  }

  /// Nothing if it was interrupted, or no car is to be drawn.
  Expected<std::optional<measure::PartExchangeEvaluation>> drawn_cars() {
    if (seeds_.empty()) return std::nullopt;
    std::vector<measure::DrawnCarAnswers> answers;
    for (const std::uint64_t seed : seeds_) {
      auto found = measure::drawn_car_answers(model_, seed, pool_,
                                              [&](std::int64_t passes) { return passes_done(passes); });
      if (!found) return std::nullopt;
      answers.push_back(*std::move(found));
    }
    measure::PartExchangeEvaluation evaluation = measure::summarise(answers);
    for (measure::PartSummary& part : evaluation.parts) {
      if (!part.reacts()) continue;
      const auto tests = part_tests(part.part, answers);
      if (!tests) return tl::unexpected(tests.error());
      if (!*tests) return std::nullopt;
      measure::add_tests(**tests, part);
    }
    return evaluation;
  }

 private:
  std::optional<PhotoCurves> logged_curves(const EvaluatedPhoto& photo) const {
    const auto json = log_.find(curves_part(photo));
    return json ? curves_from_json(*json, request_.curves) : std::nullopt;
  }

  std::optional<PhotoSanity> logged_sanity(const measure::CascadeStage& stage,
                                           const EvaluatedPhoto& photo) const {
    const auto json = log_.find(sanity_part(stage, photo));
    return json ? sanity_from_json(*json, request_.curves.methods.size()) : std::nullopt;
  }

  /// The passes that the log does not hold.
  std::int64_t expected_passes() const {
    std::int64_t passes = 0;
    for (const EvaluatedPhoto* photo : chosen_)
      passes += logged_curves(*photo) ? 0 : 1 + measure::expected_curve_passes(request_.curves);
    passes += static_cast<std::int64_t>(seeds_.size()) * measure::drawn_car_answer_passes();
    for (const std::uint64_t seed : seeds_) {
      for (const measure::CarPart part : measure::car_parts) {
        const bool done = log_.find(part_test_part(seed, part)).has_value();
        passes += done ? 0 : measure::expected_part_test_passes(request_.curves.methods);
      }
    }
    const std::int64_t maps = 1 + measure::expected_sanity_passes(request_.curves.methods);
    for (const EvaluatedPhoto* photo : checked_) {
      const auto missing = std::count_if(stages_.begin(), stages_.end(),
                                         [&](const auto& stage) { return !logged_sanity(stage, *photo); });
      passes += missing == 0 ? 0 : (missing + 1) * maps;
    }
    return passes;
  }

  bool passes_done(std::int64_t passes) {
    progress_.advance(passes);
    return !base::interrupted();
  }

  Expected<measure::PhotoToExplain> look_at(const EvaluatedPhoto& photo) {
    auto picture = base::read_photo(photo.path);
    if (!picture) return tl::unexpected(picture.error());
    auto seen = measure::photo_to_explain(model_, *std::move(picture), pool_);
    passes_done(1);
    return seen;
  }

  Expected<std::optional<PhotoCurves>> measure_curves(const EvaluatedPhoto& photo) {
    const auto seen = look_at(photo);
    if (!seen) return tl::unexpected(seen.error());
    auto curves = measure::photo_curves(model_, *seen, request_.curves, pool_,
                                        [&](std::int64_t passes) { return passes_done(passes); });
    if (!curves || !*curves) return curves;
    if (auto written = log_.add(curves_part(photo), to_json(**curves)); !written)
      return tl::unexpected(written.error());
    return curves;
  }

  /// What the trained model says about a photo, kept over the stages.
  struct Original {
    image::Image picture;
    int bucket = 0;
    std::vector<explain::HeatMap> maps;
  };

  /// Nothing if the work was stopped.
  Expected<std::optional<Original>> original_of(const EvaluatedPhoto& photo) {
    auto seen = look_at(photo);
    if (!seen) return tl::unexpected(seen.error());
    const int bucket = seen->prediction.score.top_class;
    auto maps = measure::bucket_maps(model_, *seen, request_.curves.methods, bucket, pool_,
                                     [&](std::int64_t passes) { return passes_done(passes); });
    if (!maps) return tl::unexpected(maps.error());
    if (!*maps) return std::nullopt;
    return Original{std::move(seen->picture), bucket, **std::move(maps)};
  }

  /// Nothing if the work was stopped.
  Expected<std::optional<std::vector<PhotoSanity>>> stage_sanity(const measure::CascadeStage& stage,
                                                                 const measure::RandomisedModel& randomised) {
    std::optional<CarModel> model;
    std::vector<PhotoSanity> photos;
    for (const EvaluatedPhoto* photo : checked_) {
      if (auto logged = logged_sanity(stage, *photo)) {
        photos.push_back(*std::move(logged));
        continue;
      }
      if (base::interrupted()) return std::nullopt;
      if (!model) {
        auto loaded = randomised.load(pool_);
        if (!loaded) return tl::unexpected(loaded.error());
        model = *std::move(loaded);
      }
      auto measured = measure_sanity(*model, stage, *photo);
      if (!measured) return tl::unexpected(measured.error());
      if (!*measured) return std::nullopt;
      photos.push_back(**std::move(measured));
    }
    return photos;
  }

  Expected<std::optional<PhotoSanity>> measure_sanity(const CarModel& randomised,
                                                      const measure::CascadeStage& stage,
                                                      const EvaluatedPhoto& photo) {
    auto original = originals_.find(photo.path);
    if (original == originals_.end()) {
      auto found = original_of(photo);
      if (!found) return tl::unexpected(found.error());
      if (!*found) return std::nullopt;
      original = originals_.emplace(photo.path, **std::move(found)).first;
    }
    const auto& [picture, bucket, maps] = original->second;
    auto sanity = measure::photo_sanity(randomised, picture, request_.curves.methods, bucket, maps, pool_,
                                        [&](std::int64_t passes) { return passes_done(passes); });
    if (!sanity || !*sanity) return sanity;
    passes_done(1);
    if (auto written = log_.add(sanity_part(stage, photo), to_json(**sanity)); !written)
      return tl::unexpected(written.error());
    return sanity;
  }

  /// One per drawn car; nothing if the work was stopped.
  Expected<std::optional<std::vector<measure::PartTest>>> part_tests(
      measure::CarPart part, std::span<const measure::DrawnCarAnswers> answers) {
    std::vector<measure::PartTest> tests;
    for (std::size_t n = 0; n < seeds_.size(); ++n) {
      const measure::Exchange exchange = measure::largest_exchange(answers[n], part);
      const std::string name = part_test_part(seeds_[n], part);
      if (const auto json = log_.find(name)) {
        if (auto logged = part_test_from_json(*json, exchange, request_.curves.methods)) {
          tests.push_back(*std::move(logged));
          continue;
        }
      }
      auto test = measure::test_part(model_, exchange, seeds_[n], request_.curves.methods, pool_,
                                     [&](std::int64_t passes) { return passes_done(passes); });
      if (!test) return tl::unexpected(test.error());
      if (!*test) return std::nullopt;
      if (auto written = log_.add(name, to_json(**test)); !written) return tl::unexpected(written.error());
      tests.push_back(**std::move(test));
    }
    return tests;
  }

  const CarModel& model_;
  const SaliencyRequest& request_;
  base::WorkLog& log_;
  nn::ThreadPool& pool_;
  std::vector<const EvaluatedPhoto*> chosen_;
  std::span<const EvaluatedPhoto* const> checked_;
  std::vector<measure::CascadeStage> stages_;
  std::vector<std::uint64_t> seeds_;
  std::map<std::string, Original> originals_;
  base::Progress progress_;
};

/// How many cars the photos show: a photo without a group is a car of its own.
std::size_t count_cars(std::span<const std::string> groups) {
  return measure::GroupBootstrap(groups, 0).groups();
}

}  // namespace

Expected<void> choose(std::span<const std::string> methods, std::span<const std::string> fills,
                      measure::CurveOptions& options) {
  auto found = explain::methods_from_names(methods);
  if (!found) return tl::unexpected(found.error());
  options.methods = *std::move(found);
  if (fills.empty()) return {};
  options.fills.clear();
  for (const std::string& text : fills) {
    const auto fill = explain::fill_from_name(text);
    if (!fill) return tl::unexpected(fill.error());
    options.fills.push_back(*fill);
  }
  return {};
}

Expected<base::WorkLog> open_saliency_log(const std::filesystem::path& folder, const base::OpenedModel& model,
                                          const measure::CurveOptions& options) {
  const auto weights = base::read_file(model.path);
  if (!weights) return tl::unexpected(weights.error());
  auto methods = nlohmann::ordered_json::array(), fills = nlohmann::ordered_json::array();
  for (const explain::Method* method : options.methods) methods.push_back(method->name);
  for (const explain::Fill fill : options.fills) fills.push_back(explain::name(fill));
  const std::string_view bytes(reinterpret_cast<const char*>(weights->data()), weights->size());
  return base::WorkLog::open(folder / "saliency_photos.jsonl", {{"version", kLogVersion},
                                                                {"model", model.model.metadata().id},
                                                                {"weights_crc32c", base::crc32c(bytes)},
                                                                {"methods", methods},
                                                                {"fills", fills},
                                                                {"steps", options.steps},
                                                                {"seed", options.seed}});
}

Expected<measure::SaliencyEvaluation> measure_saliency(const CarModel& model,
                                                       std::span<const EvaluatedPhoto> photos,
                                                       const SaliencyRequest& request,
                                                       const measure::BootstrapPlan& plan, base::WorkLog& log,
                                                       nn::ThreadPool& pool) {
  base::catch_interrupts();
  SaliencyWork work(model, photos, request, log, pool);
  const auto finished = work.curves();
  if (!finished) return tl::unexpected(finished.error());
  measure::SaliencyEvaluation evaluation{
      .photos = finished->curves.size(),
      .cars = count_cars(finished->groups),
      .size_px = model.metadata().input.size_px,
      .options = request.curves,
      .plan = plan,
      .curves = measure::summarise(finished->curves, finished->groups, plan)};
  auto drawn_cars = work.drawn_cars();
  if (!drawn_cars) return tl::unexpected(drawn_cars.error());
  evaluation.drawn_cars = *std::move(drawn_cars);
  auto sanity = work.sanity();
  if (!sanity) return tl::unexpected(sanity.error());
  evaluation.sanity = *std::move(sanity);
  if (base::interrupted()) return interrupted_error();
  return evaluation;
}

}  // namespace deepcars::native
