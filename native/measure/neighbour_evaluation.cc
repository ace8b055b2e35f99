#include "native/measure/neighbour_evaluation.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>

namespace deepcars::measure {

std::optional<NeighbourEvaluation> evaluate_neighbours(std::span<const EvaluatedPhoto> photos,
                                                       std::span<const features::Car> training) {
  std::map<std::string, double> make_shares;
  std::map<int, double> year_shares;
  for (const features::Car& car : training) {
    make_shares[car.make] += 1.0 / static_cast<double>(training.size());
    year_shares[car.year] += 1.0 / static_cast<double>(training.size());
  }
  NeighbourEvaluation sums;
  for (const EvaluatedPhoto& photo : photos) {
    if (photo.neighbours.empty()) continue;
    ++sums.photos;
    double distance = 0;
    for (const features::Neighbour& neighbour : photo.neighbours) {
      distance += std::abs(neighbour.car.year - photo.truth.year);
    }
    sums.distance_years += distance / static_cast<double>(photo.neighbours.size());
    for (const auto& [year, share] : year_shares) {
      sums.distance_years_by_chance += share * std::abs(year - photo.truth.year);
    }
    sums.same_make += std::any_of(photo.neighbours.begin(), photo.neighbours.end(),
                                  [&](const auto& neighbour) { return neighbour.car.make == photo.make; });
    const auto share = make_shares.find(photo.make);
    if (share != make_shares.end()) {
      sums.same_make_by_chance +=
          1 - std::pow(1 - share->second, static_cast<double>(photo.neighbours.size()));
    }
  }
  if (sums.photos == 0) return std::nullopt;
  for (double* mean :
       {&sums.distance_years, &sums.distance_years_by_chance, &sums.same_make, &sums.same_make_by_chance}) {
    *mean /= static_cast<double>(sums.photos);
  }
  return sums;
}

}  // namespace deepcars::measure
