// Which cars does it resemble? The training photos whose features are nearest, as facts without pictures.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "shared/error.h"

namespace deepcars::features {

/// The name of the file, in the folder of its model's weight file.
inline constexpr const char* neighbours_file_name = "neighbours.safetensors";

/// The key of the facts in the file's header.
inline constexpr const char* neighbours_metadata_key = "deepcars_neighbours";

/// A training photo's car.
struct Car {
  int year = 0;
  std::string make = {};
  std::string model = {};

  bool operator==(const Car&) const = default;
};

/// "1965 Ford Mustang"
std::string text(const Car& car);

/// A car that a photo resembles.
struct Neighbour {
  Car car;
  double similarity = 0;  ///< The cosine of the angle between the features, -1..1.
};

/// "1965 Ford Mustang, 1968 Dodge Charger"
std::string text(std::span<const Neighbour> neighbours);

/// The training photos of a model, in a file of their own beside its weight file: a safetensors file with the tensors
/// "axes" [D,512], "centre" [512] and "places" [N,D], stored in int8, and in its metadata the cars.
/// A photo's layer4 means, as in nn::Output, are made a unit vector; its place is axes * (unit - centre).
class NeighbourSet {
 public:
  /// axes [D][512] rows of length 1; centre [512]; units [N][512]: the photos' layer4 means, of length 1.
  /// model_id: see weights::ModelMetadata::id. Preconditions: the sizes agree, and N and D are at least 1.
  static NeighbourSet create(std::string model_id, std::vector<std::vector<float>> axes,
                             std::vector<float> centre, std::span<const std::vector<float>> units,
                             std::vector<Car> cars);

  /// Errors: weights_damaged, weights_unsupported.
  static Expected<NeighbourSet> read(std::span<const std::uint8_t> file);
  /// The same for one model. Errors: also data_invalid if the file belongs to another one.
  static Expected<NeighbourSet> read_for(const std::string& model_id, std::span<const std::uint8_t> file);
  /// Errors: as weights::serialize_safetensors.
  Expected<std::vector<std::uint8_t>> write() const;

  /// Which training made the model that these photos belong to.
  const std::string& model_id() const { return model_id_; }
  const std::vector<Car>& cars() const { return cars_; }

  /// At most `count` cars, the nearest first; each car once, by its nearest photo. layer4 is [512].
  std::vector<Neighbour> nearest(std::span<const float> layer4, std::size_t count) const;

 private:
  NeighbourSet() = default;
  std::vector<float> place(std::span<const float> unit) const;

  std::string model_id_;
  std::vector<std::vector<float>> axes_;
  std::vector<float> centre_;
  std::vector<std::vector<float>> places_;  ///< Each row is a unit vector.
  std::vector<Car> cars_;
};

}  // namespace deepcars::features
