#include "shared/features/familiarity.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "shared/features/directions.h"

namespace deepcars::features {
namespace {

constexpr std::size_t dimensions = 256;
const std::string prototypes_name = std::string(familiarity_prefix) + "prototypes";
const std::string distances_name = std::string(familiarity_prefix) + "distances";

tl::unexpected<Error> damaged(const std::string& what) {
  return failure(ErrorCode::weights_damaged, "the weight file's " + what, "export the weight file again");
}

/// The share of the ascending values, as quantiles at even steps, that are above x.
double share_above(const std::vector<float>& values, double x) {
  if (x < values.front()) return 1;
  const auto above = std::upper_bound(values.begin(), values.end(), x);
  if (above == values.end()) return 0;
  const double low = *(above - 1), high = *above;
  const double position = static_cast<double>(above - 1 - values.begin()) + (x - low) / (high - low);
  return 1 - position / static_cast<double>(values.size() - 1);
}

}  // namespace

FamiliarityModel::FamiliarityModel(std::vector<std::vector<float>> prototypes, std::vector<float> distances)
    : prototypes_(std::move(prototypes)), distances_(std::move(distances)) {}

Expected<FamiliarityModel> FamiliarityModel::create(const std::vector<std::vector<float>>& prototypes,
                                                    std::vector<float> distances) {
  std::vector<std::vector<float>> directions;
  for (const std::vector<float>& prototype : prototypes) {
    if (prototype.size() != dimensions || !(dot(prototype, prototype) > 0)) {
      return damaged(prototypes_name + " has a row that is no direction in " + std::to_string(dimensions) +
                     " dimensions");
    }
    directions.push_back(unit_vector(prototype));
  }
  if (directions.empty()) return damaged(prototypes_name + " has no rows");
  if (distances.size() < 2 || !std::is_sorted(distances.begin(), distances.end())) {
    return damaged(distances_name + " is not a list of at least two ascending distances");
  }
  return FamiliarityModel(std::move(directions), std::move(distances));
}

Expected<FamiliarityModel> FamiliarityModel::from_tensors(const weights::Tensors& tensors) {
  for (const auto& [name, tensor] : tensors) {
    const std::size_t rank = name == prototypes_name ? 2 : name == distances_name ? 1 : 0;
    if (rank == 0) return damaged("tensor " + name + " is not known");
    if (tensor.shape.size() != rank || (rank == 2 && tensor.shape[1] != dimensions)) {
      return damaged("tensor " + name + " has another shape than expected");
    }
  }
  if (tensors.size() != 2) {
    return damaged(std::string("tensors lack ") +
                   (tensors.contains(prototypes_name) ? distances_name : prototypes_name));
  }
  const std::vector<float>& values = tensors.at(prototypes_name).values;
  std::vector<std::vector<float>> prototypes;
  for (auto row = values.begin(); row != values.end(); row += dimensions) {
    prototypes.emplace_back(row, row + dimensions);
  }
  return create(prototypes, tensors.at(distances_name).values);
}

weights::Tensors FamiliarityModel::tensors() const {
  std::vector<float> values;
  for (const std::vector<float>& prototype : prototypes_) {
    values.insert(values.end(), prototype.begin(), prototype.end());
  }
  return {
      {prototypes_name,
       {.shape = {static_cast<std::int64_t>(prototypes_.size()), dimensions}, .values = std::move(values)}},
      {distances_name, {.shape = {static_cast<std::int64_t>(distances_.size())}, .values = distances_}}};
}

double FamiliarityModel::distance(std::span<const float> layer3) const {
  const std::vector<float> direction = unit_vector(layer3);
  double nearest = -1;
  for (const std::vector<float>& prototype : prototypes_) {
    nearest = std::max(nearest, dot(direction, prototype));
  }
  return 1 - nearest;
}

Familiarity FamiliarityModel::of(std::span<const float> layer3) const {
  const double share = share_above(distances_, distance(layer3));
  return {.share = share, .unfamiliar = share < unfamiliar_share};
}

}  // namespace deepcars::features
