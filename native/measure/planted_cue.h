// How strongly a model that cheats follows its planted marks, and how much of a heat map finds them: the test of
// explanations against a known truth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/measure/estimate.h"
#include "shared/car_model.h"
#include "shared/explain/heat_map.h"
#include "shared/image/planted_cue.h"

namespace deepcars::measure {

/// By how many years an answer must move to count as moved.
inline constexpr double cue_moved_years = 15;

/// A photo's expected year with and without a mark.
struct CueAnswer {
  double plain_year = 0;
  double marked_year = 0;

  bool moved() const;
};

/// What a mark does to the answers.
struct CueStrength {
  std::size_t photos = 0;
  double moved_share = 0;            ///< The share of photos whose answer moves by cue_moved_years.
  double median_movement_years = 0;  ///< The median of the movements' magnitudes.
  double intended_share = 0;         ///< The share of photos whose answer comes nearer to the mark's year.
  /// The photos whose plain answer is at least cue_moved_years from the mark's year: only these can move so far by
  /// obeying it.
  std::size_t distant_photos = 0;
  double distant_moved_share = 0;  ///< As moved_share, of those; 0 if there are none.
};

/// Precondition: there is at least one answer.
CueStrength cue_strength(std::span<const CueAnswer> answers, double mark_year);

/// How much of a map lies in a region.
struct RegionShare {
  double absolute = 0;  ///< The region's share of the sum of the magnitudes.
  double positive = 0;  ///< The region's share of the sum of the values above 0.
  double maximum = 0;   ///< Of the pixels with the largest magnitude: 0 or 1 unless several are as large.
};

/// A map without any weight has a share of 0 in every region. Preconditions: mask has one entry per value, and the
/// values are finite.
RegionShare share_in_region(const explain::HeatMap& map, const std::vector<bool>& mask);

/// The share of a map's weight that lies on the mark, over all marked photos.
struct MapOnMark {
  std::string map;  ///< A method's name, a baseline's, or "area", whose weight is the same everywhere.
  bool is_method = false;
  Estimate absolute, positive, maximum;  ///< Of the RegionShare.
};

/// What the planted marks did to one model.
struct CueEvaluation {
  std::vector<CueStrength> marks;  ///< In the order of the cue's.
  double any_moved_share = 0;      ///< Of the photos that at least one of the marks moves.
  std::size_t explained = 0;       ///< Marked photos whose answer moved: only there the truth is known.
  /// The methods that were asked for, then the baselines; empty if no photo was explained.
  std::vector<MapOnMark> maps;
};

struct CueOptions {
  explain::Target target = {.kind = explain::Target::Kind::expected_year};
  /// Whose maps are searched for the marks, beside the baselines'; none: no map is drawn.
  std::vector<const explain::Method*> methods = {};
  std::uint64_t seed = 1;
};

/// Called when a photo is done. Return false to stop the work.
using PhotoDone = std::function<bool()>;

/// Photos one by one, upright; nothing for one that is to be left out.
using PhotoAt = std::function<std::optional<image::Image>(std::size_t index)>;

/// Scores each photo as it is and with each mark, and explains the marked photos whose answer moved.
/// The places of the marks follow from the seed. Nothing if photo_done stopped the work. Errors: those of
/// CarModel::explain; data_invalid if no photo is left.
Expected<std::optional<CueEvaluation>> evaluate_cue(const CarModel& model, const image::PlantedCue& cue,
                                                    std::size_t photos, const PhotoAt& photo_at,
                                                    const CueOptions& options, nn::ThreadPool& pool,
                                                    const PhotoDone& photo_done);

}  // namespace deepcars::measure
