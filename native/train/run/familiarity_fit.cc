#include "native/train/run/familiarity_fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <opencv2/core.hpp>

#include "shared/features/directions.h"
#include "shared/order.h"
#include "shared/random.h"

namespace deepcars::train {
namespace {

constexpr std::size_t max_prototypes = 256, photos_per_prototype = 10;
/// More photos of one origin, or in all, cost time and change nothing.
constexpr std::size_t max_photos_of_an_origin = 600, max_photos = 5000;
constexpr std::size_t parts = 10;
constexpr int rounds = 15;
constexpr std::size_t quantiles = 201;

/// Unit vectors, one in each row.
using Directions = cv::Mat1f;

Directions rows(const Directions& all, std::span<const std::size_t> which) {
  Directions result(static_cast<int>(which.size()), all.cols);
  for (std::size_t i = 0; i < which.size(); ++i) {
    all.row(static_cast<int>(which[i])).copyTo(result.row(static_cast<int>(i)));
  }
  return result;
}

/// The photos that are used: some of each origin, in seeded order.
std::vector<std::size_t> choose_photos(std::span<const std::string> origins, Random& random) {
  std::vector<std::size_t> order(origins.size()), chosen;
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(order);
  std::map<std::string, std::size_t> taken;
  for (const std::size_t photo : order) {
    if (chosen.size() == max_photos) break;
    if (taken[origins[photo]]++ < max_photos_of_an_origin) chosen.push_back(photo);
  }
  return chosen;
}

/// The column of the largest value in each row.
std::vector<int> largest_columns(const cv::Mat1f& matrix) {
  std::vector<int> columns;
  for (int row = 0; row < matrix.rows; ++row) {
    const float* values = matrix[row];
    columns.push_back(static_cast<int>(std::max_element(values, values + matrix.cols) - values));
  }
  return columns;
}

/// The centres of the directions: max_prototypes of them, or fewer for few directions.
Directions find_prototypes(const Directions& directions, Random& random) {
  std::vector<std::size_t> order(static_cast<std::size_t>(directions.rows));
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(order);
  order.resize(std::clamp<std::size_t>(order.size() / photos_per_prototype, 1, max_prototypes));
  Directions centres = rows(directions, order);
  for (int round = 0; round < rounds; ++round) {
    const std::vector<int> nearest = largest_columns(directions * centres.t());
    Directions sums = Directions::zeros(centres.size());
    for (int i = 0; i < directions.rows; ++i) {
      sums.row(nearest[static_cast<std::size_t>(i)]) += directions.row(i);
    }
    for (int k = 0; k < centres.rows; ++k) {
      // A centre without photos stays where it is.
      if (const double length = cv::norm(sums.row(k)); length > 0) centres.row(k) = sums.row(k) / length;
    }
  }
  return centres;
}

/// The distance of each direction to its nearest prototype.
std::vector<float> distances_to(const Directions& prototypes, const Directions& directions) {
  const cv::Mat1f cosines = directions * prototypes.t();
  std::vector<float> distances;
  for (int row = 0; row < cosines.rows; ++row) {
    distances.push_back(1 - *std::max_element(cosines[row], cosines[row] + cosines.cols));
  }
  return distances;
}

/// Divides the origins into parts of about the same number of photos: the largest first, to the smallest part.
std::map<std::string, std::size_t> divide(std::span<const std::string> origins) {
  std::map<std::string, std::size_t> counts;
  for (const std::string& origin : origins) ++counts[origin];
  std::vector<std::pair<std::size_t, std::string>> by_size;
  for (const auto& [origin, count] : counts) by_size.emplace_back(count, origin);
  std::sort(by_size.rbegin(), by_size.rend());
  std::vector<std::size_t> sizes(parts);
  std::map<std::string, std::size_t> part_of;
  for (const auto& [count, origin] : by_size) {
    const auto smallest = std::min_element(sizes.begin(), sizes.end());
    part_of[origin] = static_cast<std::size_t>(smallest - sizes.begin());
    *smallest += count;
  }
  return part_of;
}

/// The distances of all photos to prototypes that photos of other origins made.
std::vector<float> distances_of_new_origins(const Directions& directions,
                                            std::span<const std::string> origins, Random& random) {
  const auto part_of = divide(origins);
  std::vector<float> distances;
  for (std::size_t part = 0; part < parts; ++part) {
    std::vector<std::size_t> within, others;
    for (std::size_t i = 0; i < origins.size(); ++i) {
      (part_of.at(origins[i]) == part ? within : others).push_back(i);
    }
    if (within.empty()) continue;
    const auto found =
        distances_to(find_prototypes(rows(directions, others), random), rows(directions, within));
    distances.insert(distances.end(), found.begin(), found.end());
  }
  return distances;
}

/// The values at the quantiles 0, 1/(quantiles - 1), ..., 1.
std::vector<float> at_quantiles(std::vector<float> values) {
  std::sort(values.begin(), values.end(), Ascending{});
  std::vector<float> result;
  for (std::size_t q = 0; q < quantiles; ++q)
    result.push_back(values[q * (values.size() - 1) / (quantiles - 1)]);
  return result;
}

}  // namespace

Expected<features::FamiliarityModel> fit_familiarity(std::span<const std::vector<float>> layer3,
                                                     std::span<const std::string> origins,
                                                     std::uint64_t seed) {
  Random random(seed);
  const std::vector<std::size_t> chosen = choose_photos(origins, random);
  std::vector<std::string> chosen_origins;
  Directions directions(static_cast<int>(chosen.size()),
                        chosen.empty() ? 0 : static_cast<int>(layer3.front().size()));
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    chosen_origins.push_back(origins[chosen[i]]);
    const std::vector<float> unit = features::unit_vector(layer3[chosen[i]]);
    std::copy(unit.begin(), unit.end(), directions[static_cast<int>(i)]);
  }
  if (divide(chosen_origins).size() < 2) {
    return failure(ErrorCode::data_invalid,
                   "the training photos come from fewer than two sources and show fewer than two cars",
                   "train on more photos");
  }
  const std::vector<float> distances = distances_of_new_origins(directions, chosen_origins, random);
  const Directions prototypes = find_prototypes(directions, random);
  std::vector<std::vector<float>> vectors;
  for (int k = 0; k < prototypes.rows; ++k)
    vectors.emplace_back(prototypes[k], prototypes[k] + prototypes.cols);
  return features::FamiliarityModel::create(vectors, at_quantiles(distances));
}

}  // namespace deepcars::train
