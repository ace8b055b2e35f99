#include "native/data/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "native/data/random.h"

namespace deepcars::native {
namespace {

/// Photos per decade; key -1 holds the number over all decades.
using Counts = std::map<int, double>;
constexpr int overall = -1;

struct Unit {
  std::vector<std::size_t> photos;
  Counts counts;
};

std::string unit_key(const Photo& photo, SplitUnit unit) {
  switch (unit) {
    case SplitUnit::source:
      return photo.source;
    case SplitUnit::model_year:
      return photo.make + "|" + photo.model + "|" + std::to_string(photo.year);
    case SplitUnit::group:
      break;
  }
  return photo.split_group;
}

/// How far the splits are from their shares once `unit` joins split s: squared distances, each relative to
/// its share, so that a thin decade counts as much as a thick one.
double deviation_after(const Unit& unit, std::size_t s, const std::array<Counts, 3>& now, const Counts& total,
                       const std::array<double, 3>& fractions) {
  double sum = 0;
  for (const auto& [decade, added] : unit.counts) {
    for (std::size_t other = 0; other < 3; ++other) {
      if (fractions[other] <= 0) continue;
      const double share = fractions[other] * total.at(decade);
      const auto found = now[other].find(decade);
      const double count = (found == now[other].end() ? 0 : found->second) + (other == s ? added : 0);
      sum += (count - share) * (count - share) / (share + 1);
    }
  }
  return sum;
}

Expected<void> check(const std::vector<Photo>& photos, const SplitOptions& options) {
  double sum = 0;
  for (const double fraction : options.fractions) {
    if (!(fraction >= 0 && fraction <= 1)) {
      return failure(ErrorCode::invalid_argument, "a split fraction is outside 0..1",
                     "use for example 0.7,0.1,0.2");
    }
    sum += fraction;
  }
  if (std::abs(sum - 1) > 1e-6 || options.fractions[0] <= 0) {
    return failure(ErrorCode::invalid_argument, "the split fractions do not sum to 1 with photos to train on",
                   "use for example 0.7,0.1,0.2");
  }
  std::set<std::string> sources;
  for (const Photo& photo : photos) sources.insert(photo.source);
  for (const std::string& name : options.hold_out_sources) {
    if (sources.contains(name)) continue;
    return failure(ErrorCode::invalid_argument, "no photo has the source \"" + name + "\"",
                   "check the index's source column");
  }
  return {};
}

}  // namespace

Expected<SplitUnit> split_unit_from_name(const std::string& text) {
  if (text == "group") return SplitUnit::group;
  if (text == "source") return SplitUnit::source;
  if (text == "model-year") return SplitUnit::model_year;
  return failure(ErrorCode::invalid_argument, "\"" + text + "\" is no unit to split by",
                 "use group, source or model-year");
}

Expected<void> split_photos(std::vector<Photo>& photos, const SplitOptions& options) {
  if (auto good = check(photos, options); !good) return good;

  const std::set<std::string> held_out(options.hold_out_sources.begin(), options.hold_out_sources.end());
  std::map<std::string, Unit> by_key;
  Counts total;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    if (held_out.contains(photos[i].source)) {
      photos[i].split = "test";
      continue;
    }
    Unit& unit = by_key[unit_key(photos[i], options.unit)];
    unit.photos.push_back(i);
    for (const int key : {overall, photos[i].year / 10}) {
      unit.counts[key] += 1;
      total[key] += 1;
    }
  }
  std::vector<Unit> units;
  for (auto& [key, unit] : by_key) units.push_back(std::move(unit));
  Random(options.seed).shuffle(units);
  std::stable_sort(units.begin(), units.end(),
                   [](const Unit& a, const Unit& b) { return a.photos.size() > b.photos.size(); });

  std::array<Counts, 3> now;
  for (const Unit& unit : units) {
    std::size_t best = 0;
    double least = deviation_after(unit, 0, now, total, options.fractions);
    for (std::size_t s = 1; s < 3; ++s) {
      if (options.fractions[s] <= 0) continue;
      const double deviation = deviation_after(unit, s, now, total, options.fractions);
      if (deviation < least) {
        least = deviation;
        best = s;
      }
    }
    for (const auto& [decade, count] : unit.counts) now[best][decade] += count;
    for (const std::size_t i : unit.photos) photos[i].split = split_names[best];
  }
  for (std::size_t s = 0; s < 3; ++s) {
    const bool any =
        std::any_of(photos.begin(), photos.end(), [&](const Photo& p) { return p.split == split_names[s]; });
    if (any || options.fractions[s] <= 0) continue;
    return failure(ErrorCode::data_invalid,
                   "too few groups (" + std::to_string(units.size()) + ") to put any into " +
                       std::string(split_names[s]),
                   "add photos of other cars, or set its fraction to 0");
  }
  return {};
}

}  // namespace deepcars::native
