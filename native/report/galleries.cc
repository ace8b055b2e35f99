#include "native/report/galleries.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "native/base/photos.h"
#include "native/base/text.h"
#include "native/report/panels.h"
#include "native/report/showcase.h"
#include "native/report/thumbnails.h"

namespace deepcars::report {
namespace {

constexpr std::size_t cars_per_gallery = 6;
constexpr int thumbnail_px = 176;
constexpr int panel_px = 300;
constexpr float overlay_opacity = 0.5f;

/// With a space that does not break a line.
std::string percent(double share) { return base::fixed(100 * share, 0) + "\u00a0%"; }

std::string car_name(const measure::EvaluatedPhoto& photo) {
  std::string name = photo.make;
  if (!photo.model.empty()) name += (name.empty() ? "" : " ") + photo.model;
  return name.empty() ? "Car" : name;
}

std::vector<std::string> caption(const measure::EvaluatedPhoto& photo, const score::YearBuckets& buckets) {
  const score::Score& score = photo.score;
  const double error = score.expected_year - photo.truth.year;
  std::vector<std::string> lines = {
      std::to_string(photo.truth.year) + " " + car_name(photo),
      "modernity " + base::fixed(score.modernity, 1) + " of " + std::to_string(buckets.classes()),
      "expected " + base::fixed(score.expected_year, 0) + " (" + score::text(photo.ranges) + "), " +
          (error < 0 ? "" : "+") + base::fixed(error, 1) + " years",
      "says " + buckets.text(score.top_class) + ", " + percent(measure::confidence(photo))};
  if (!photo.neighbours.empty()) {
    lines.push_back(
        "nearest: " +
        features::text(std::span(photo.neighbours).first(std::min<std::size_t>(3, photo.neighbours.size()))));
  }
  if (photo.familiarity && photo.familiarity->unfamiliar) lines.push_back("unlike the training photos");
  if (photo.truth.label) {
    lines.push_back("truth gets " +
                    percent(score.probabilities[static_cast<std::size_t>(*photo.truth.label)]));
  }
  return lines;
}

/// Makes one car's picture from its decoded photo.
using Draw = std::function<Expected<std::string>(const image::Image&)>;

/// `what` is what each picture is of a car: "Photo".
std::vector<Picture> pictures(std::span<const measure::EvaluatedPhoto> photos,
                              std::span<const std::size_t> positions, const score::YearBuckets& buckets,
                              const std::string& what, const Draw& draw) {
  std::vector<Picture> result;
  for (const std::size_t position : positions) {
    const measure::EvaluatedPhoto& photo = photos[position];
    const auto decoded = base::read_photo(photo.path);
    if (!decoded) continue;
    auto uri = draw(*decoded);
    if (!uri) continue;
    result.push_back(
        {.data_uri = std::move(*uri),
         .alternative = what + " of a " + std::to_string(photo.truth.year) + " " + car_name(photo),
         .caption = caption(photo, buckets)});
  }
  return result;
}

Expected<std::string> explain(const image::Image& photo, const CarModel& model, nn::ThreadPool& pool) {
  const Prediction prediction = model.predict_traced(photo, pool);
  const explain::Target target;
  const explain::Method& method = explain::default_method(target);
  const auto explained = model.explain(prediction, method, target, pool);
  if (!explained) return tl::unexpected(explained.error());
  const std::string what = explain::text(target, prediction.score.top_class, model.metadata().year_buckets);
  return jpeg_data_uri(
      explanation_panels(photo, explain::normalise(explained->map),
                         explain::legend(method, target, what, explained->map), panel_px, overlay_opacity),
      3 * panel_px + 2 * panel_gap_px);
}

/// An old, a middling and a new typical car; a worst and a most surprising one.
std::vector<std::size_t> choose_explained(const Showcase& showcase) {
  std::vector<std::size_t> chosen;
  const auto add = [&](const std::vector<std::size_t>& from, std::size_t at) {
    if (at < from.size() && std::find(chosen.begin(), chosen.end(), from[at]) == chosen.end()) {
      chosen.push_back(from[at]);
    }
  };
  add(showcase.typical, 0);
  add(showcase.typical, showcase.typical.size() / 2);
  add(showcase.typical, showcase.typical.size() - 1);
  add(showcase.worst, 0);
  add(showcase.surprising, 0);
  return chosen;
}

}  // namespace

Galleries make_galleries(std::span<const measure::EvaluatedPhoto> photos, const CarModel& model,
                         nn::ThreadPool& pool) {
  const Showcase showcase = choose_showcase(photos, cars_per_gallery);
  const score::YearBuckets& buckets = model.metadata().year_buckets;
  const Draw thumbnail = [](const image::Image& photo) { return jpeg_data_uri(photo, thumbnail_px); };
  const Draw explanation = [&](const image::Image& photo) { return explain(photo, model, pool); };
  const auto of = [&](const std::vector<std::size_t>& positions) {
    return pictures(photos, positions, buckets, "Photo", thumbnail);
  };
  return {.typical = of(showcase.typical),
          .best = of(showcase.best),
          .worst = of(showcase.worst),
          .surprising = of(showcase.surprising),
          .explained = pictures(photos, choose_explained(showcase), buckets, "Photo, saliency and overlay",
                                explanation)};
}

}  // namespace deepcars::report
