#include "native/report/showcase.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "shared/order.h"

namespace deepcars::report {
namespace {

using Positions = std::vector<std::size_t>;

Positions typical(std::span<const measure::EvaluatedPhoto> photos) {
  std::map<int, Positions> of_bucket;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    if (photos[i].truth.label) of_bucket[*photos[i].truth.label].push_back(i);
  }
  Positions chosen;
  for (auto& [bucket, positions] : of_bucket) {
    std::stable_sort(positions.begin(), positions.end(), [&](std::size_t a, std::size_t b) {
      return Ascending{}(photos[a].score.modernity, photos[b].score.modernity);
    });
    chosen.push_back(positions[(positions.size() - 1) / 2]);
  }
  return chosen;
}

/// The first of each split group in ascending order of the key.
Positions smallest(std::span<const measure::EvaluatedPhoto> photos, Positions positions,
                   std::size_t max_photos, const std::function<double(const measure::EvaluatedPhoto&)>& key) {
  std::stable_sort(positions.begin(), positions.end(),
                   [&](std::size_t a, std::size_t b) { return Ascending{}(key(photos[a]), key(photos[b])); });
  std::set<std::string> seen;
  Positions chosen;
  for (const std::size_t position : positions) {
    if (chosen.size() == max_photos) break;
    const std::string& group = photos[position].split_group;
    if (group.empty() || seen.insert(group).second) chosen.push_back(position);
  }
  return chosen;
}

}  // namespace

Showcase choose_showcase(std::span<const measure::EvaluatedPhoto> photos, std::size_t max_photos) {
  Positions all, confident;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    all.push_back(i);
    const auto& label = photos[i].truth.label;
    if (label && *label != photos[i].score.top_class && measure::confidence(photos[i]) >= confident_from) {
      confident.push_back(i);
    }
  }
  const auto error = [](const measure::EvaluatedPhoto& photo) {
    return std::abs(photo.score.expected_year - photo.truth.year);
  };
  return {.typical = typical(photos),
          .best = smallest(photos, all, max_photos, error),
          .worst = smallest(photos, all, max_photos,
                            [&](const measure::EvaluatedPhoto& photo) { return -error(photo); }),
          .surprising = smallest(photos, confident, max_photos, [](const measure::EvaluatedPhoto& photo) {
            return photo.score.probabilities[static_cast<std::size_t>(*photo.truth.label)];
          })};
}

}  // namespace deepcars::report
