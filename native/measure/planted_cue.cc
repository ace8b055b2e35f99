#include "native/measure/planted_cue.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "native/data/mark_place.h"
#include "native/measure/method_map.h"
#include "native/measure/metrics.h"
#include "shared/measure/baseline_maps.h"
#include "shared/random.h"

namespace deepcars::measure {
namespace {

/// The same weight everywhere: its share is the region's share of the area.
explain::HeatMap even_map(int size_px) {
  const auto pixels = static_cast<std::size_t>(size_px) * static_cast<std::size_t>(size_px);
  return {.width_px = size_px,
          .height_px = size_px,
          .is_signed = false,
          .values = std::vector<float>(pixels, 1.0f)};
}

/// The shares of one kind of map, photo by photo.
struct Shares {
  std::vector<double> absolute, positive, maximum;

  void add(const RegionShare& share) {
    absolute.push_back(share.absolute);
    positive.push_back(share.positive);
    maximum.push_back(share.maximum);
  }
};

/// Looks for marks in the maps of marked photos.
class MarkSearch {
 public:
  MarkSearch(const CarModel& model, const CueOptions& options, nn::ThreadPool& pool)
      : model_(model),
        options_(options),
        pool_(pool),
        shares_(options.methods.size() + baseline_maps().size() + 1) {}

  Expected<void> look(const image::Image& marked, const image::PlacedMark& placed, std::uint64_t seed) {
    const int size = model_.metadata().input.size_px;
    const std::vector<bool> mask = image::region_mask(placed, size, size);
    const PhotoToExplain photo = photo_to_explain(model_, marked, pool_);
    std::size_t next = 0;
    for (const explain::Method* method : options_.methods) {
      const auto found = method_map(model_, photo, *method, options_.target, pool_);
      if (!found) return tl::unexpected(found.error());
      shares_[next++].add(share_in_region(found->map, mask));
    }
    for (const BaselineMap& baseline : baseline_maps())
      shares_[next++].add(share_in_region(baseline.draw(photo.input, size, seed), mask));
    shares_[next].add(share_in_region(even_map(size), mask));
    ++explained_;
    return {};
  }

  std::size_t explained() const { return explained_; }

  std::vector<MapOnMark> maps() const {
    std::vector<MapOnMark> maps;
    if (explained_ == 0) return maps;
    const auto add = [&](std::string_view name, bool is_method) {
      const Shares& shares = shares_[maps.size()];
      maps.push_back({.map = std::string(name),
                      .is_method = is_method,
                      .absolute = estimate(shares.absolute),
                      .positive = estimate(shares.positive),
                      .maximum = estimate(shares.maximum)});
    };
    for (const explain::Method* method : options_.methods) add(method->name, true);
    for (const BaselineMap& baseline : baseline_maps()) add(baseline.name, false);
    add("area", false);
    return maps;
  }

 private:
  const CarModel& model_;
  const CueOptions& options_;
  nn::ThreadPool& pool_;
  std::vector<Shares> shares_;  // The methods', then the baselines'.
  std::size_t explained_ = 0;
};

}  // namespace

bool CueAnswer::moved() const { return std::abs(marked_year - plain_year) >= cue_moved_years; }

CueStrength cue_strength(std::span<const CueAnswer> answers, double mark_year) {
  CueStrength strength{.photos = answers.size()};
  std::vector<double> movements;
  std::size_t moved = 0, intended = 0, distant_moved = 0;
  for (const CueAnswer& answer : answers) {
    const double plain_distance = std::abs(answer.plain_year - mark_year);
    movements.push_back(std::abs(answer.marked_year - answer.plain_year));
    moved += answer.moved();
    intended += std::abs(answer.marked_year - mark_year) < plain_distance;
    if (plain_distance < cue_moved_years) continue;
    ++strength.distant_photos;
    distant_moved += answer.moved();
  }
  const auto share = [](std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  strength.moved_share = share(moved, answers.size());
  strength.median_movement_years = *median(std::move(movements));
  strength.intended_share = share(intended, answers.size());
  strength.distant_moved_share = share(distant_moved, strength.distant_photos);
  return strength;
}

RegionShare share_in_region(const explain::HeatMap& map, const std::vector<bool>& mask) {
  double absolute = 0, positive = 0, absolute_inside = 0, positive_inside = 0, largest = 0;
  std::size_t largest_count = 0, largest_inside = 0;
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    const double value = map.values[i], magnitude = std::abs(value), above = std::max(value, 0.0);
    absolute += magnitude;
    positive += above;
    if (mask[i]) {
      absolute_inside += magnitude;
      positive_inside += above;
    }
    if (magnitude > largest) {
      largest = magnitude;
      largest_count = largest_inside = 0;
    }
    if (magnitude == largest) {
      ++largest_count;
      largest_inside += mask[i];
    }
  }
  RegionShare share;
  if (absolute > 0) {
    share.absolute = absolute_inside / absolute;
    share.maximum = static_cast<double>(largest_inside) / static_cast<double>(largest_count);
  }
  if (positive > 0) share.positive = positive_inside / positive;
  return share;
}

Expected<std::optional<CueEvaluation>> evaluate_cue(const CarModel& model, const image::PlantedCue& cue,
                                                    std::size_t photos, const PhotoAt& photo_at,
                                                    const CueOptions& options, nn::ThreadPool& pool,
                                                    const PhotoDone& photo_done) {
  std::vector<std::vector<CueAnswer>> answers(cue.marks.size());
  MarkSearch search(model, options, pool);
  std::size_t seen = 0, any_moved = 0;
  for (std::size_t i = 0; i < photos; ++i) {
    const auto photo = photo_at(i);
    if (photo) {
      std::vector<image::Image> variants = {*photo};
      std::vector<image::PlacedMark> places;
      for (std::size_t m = 0; m < cue.marks.size(); ++m) {
        places.push_back(data::place(cue.marks[m], mix_seed(mix_seed(options.seed, i), m)));
        image::draw_mark(variants.emplace_back(*photo), places.back());
      }
      const std::vector<Prediction> predictions = model.predict(variants, pool);
      for (const Prediction& prediction : predictions) {
        if (const auto finite = deepcars::check_finite(prediction); !finite)
          return tl::unexpected(finite.error());
      }
      bool moved_by_any = false;
      for (std::size_t m = 0; m < cue.marks.size(); ++m) {
        const CueAnswer answer = {.plain_year = predictions[0].score.expected_year,
                                  .marked_year = predictions[m + 1].score.expected_year};
        answers[m].push_back(answer);
        if (!answer.moved()) continue;
        moved_by_any = true;
        if (options.methods.empty()) continue;
        if (auto looked = search.look(variants[m + 1], places[m], mix_seed(options.seed + 1, i)); !looked) {
          return tl::unexpected(looked.error());
        }
      }
      ++seen;
      any_moved += moved_by_any;
    }
    if (!photo_done()) return std::nullopt;
  }
  if (seen == 0) {
    return failure(ErrorCode::data_invalid, "there is no photo to stamp the marks on",
                   "check that the paths are right");
  }
  CueEvaluation result{.marks = {},
                       .any_moved_share = static_cast<double>(any_moved) / static_cast<double>(seen),
                       .explained = search.explained(),
                       .maps = search.maps()};
  for (std::size_t m = 0; m < cue.marks.size(); ++m) {
    result.marks.push_back(cue_strength(answers[m], cue.marks[m].year));
  }
  return result;
}

}  // namespace deepcars::measure
