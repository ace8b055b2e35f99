#include "native/report/galleries.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "native/base/photos.h"
#include "native/report/panels.h"
#include "native/report/prediction_text.h"
#include "native/report/showcase.h"
#include "native/report/thumbnails.h"

namespace deepcars::report {
namespace {

constexpr std::size_t kCarsPerGallery = 6;
constexpr int kThumbnailPx = 176;
constexpr int kPanelPx = 300;
constexpr float kOverlayOpacity = 0.5f;
constexpr auto kMethod = explain::Method::gradient;

/// With a space that does not break a line.
std::string percent(double share) { return fixed(100 * share, 0) + "\u00a0%"; }

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
      "modernity " + fixed(score.modernity, 1) + " of " + std::to_string(buckets.classes()),
      "expected " + fixed(score.expected_year, 0) + " ± " + fixed(score.year_std_years, 0) + " (" +
          (error < 0 ? "" : "+") + fixed(error, 1) + " years)",
      "says " + buckets.text(score.top_class) + ", " + percent(measure::confidence(photo))};
  if (photo.truth.label) {
    lines.push_back("truth gets " +
                    percent(score.probabilities[static_cast<std::size_t>(*photo.truth.label)]));
  }
  return lines;
}

/// Makes one car's picture from its decoded photo.
using Draw = std::function<Expected<std::string>(const image::Image&)>;

void add_pictures(std::span<const measure::EvaluatedPhoto> photos, std::span<const std::size_t> positions,
                  const score::YearBuckets& buckets, const Draw& draw, Gallery& gallery) {
  for (const std::size_t position : positions) {
    const measure::EvaluatedPhoto& photo = photos[position];
    const auto decoded = native::read_photo(photo.path);
    if (!decoded) continue;
    auto uri = draw(*decoded);
    if (!uri) continue;
    const std::string what = gallery.wide ? "Photo, saliency and overlay of a " : "Photo of a ";
    gallery.pictures.push_back({std::move(*uri),
                                what + std::to_string(photo.truth.year) + " " + car_name(photo),
                                caption(photo, buckets)});
  }
}

Expected<std::string> explanation(const image::Image& photo, const CarModel& model, nn::ThreadPool& pool) {
  const Prediction prediction = model.predict_traced(photo, pool);
  const auto heat_map = model.explain(prediction, kMethod, {explain::Target::Kind::top_class, 0}, pool);
  if (!heat_map) return tl::unexpected(heat_map.error());
  return jpeg_data_uri(explanation_panels(photo, *heat_map, kPanelPx, kOverlayOpacity),
                       3 * kPanelPx + 2 * panel_gap_px);
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
  const Showcase showcase = choose_showcase(photos, kCarsPerGallery);
  const score::YearBuckets& buckets = model.metadata().year_buckets;
  Galleries result;
  result.typical = {
      "From old to new",
      "Of every year bucket with photos, the car whose modernity score is the median of its bucket: "
      "the typical one, not the best.",
      {}};
  result.best = {"Best", "The smallest errors in years; each make and model once.", {}};
  result.worst = {"Worst", "The largest errors in years; each make and model once.", {}};
  result.surprising = {"Most surprising",
                       "Wrong and confident (" + percent(confident_from) +
                           " or more for one bucket), with the lowest probability of the true bucket.",
                       {}};
  result.explained = {
      "",
      "Photo, saliency and overlay of typical old, middling and new cars, of the worst and of the most "
      "surprising one. Saliency is the largest absolute gradient over the colour channels of the "
      "likeliest bucket's logit to the pixels (Simonyan et al., 2014): where a small change would "
      "matter to the answer, which is not always what makes a car old.",
      {},
      true};
  const Draw thumbnail = [](const image::Image& photo) { return jpeg_data_uri(photo, kThumbnailPx); };
  add_pictures(photos, showcase.typical, buckets, thumbnail, result.typical);
  add_pictures(photos, showcase.best, buckets, thumbnail, result.best);
  add_pictures(photos, showcase.worst, buckets, thumbnail, result.worst);
  add_pictures(photos, showcase.surprising, buckets, thumbnail, result.surprising);
  add_pictures(
      photos, choose_explained(showcase), buckets,
      [&](const image::Image& photo) { return explanation(photo, model, pool); }, result.explained);
  return result;
}

}  // namespace deepcars::report
