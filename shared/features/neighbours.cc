#include "shared/features/neighbours.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "shared/features/directions.h"
#include "shared/order.h"
#include "shared/parse_json.h"
#include "shared/text.h"
#include "shared/weights/json_reader.h"
#include "shared/weights/safetensors.h"

namespace deepcars::features {
namespace {

using nlohmann::json;

constexpr std::int64_t dimensions = 512;
constexpr int format_version = 1;
constexpr int min_year = 1800, max_year = 2200;

tl::unexpected<Error> damaged(const std::string& what) {
  return failure(ErrorCode::weights_damaged, "the file of neighbours " + what,
                 "train again, or download it again");
}

std::vector<std::vector<float>> rows_of(const weights::NamedTensor& matrix) {
  std::vector<std::vector<float>> rows;
  const auto columns = static_cast<std::ptrdiff_t>(matrix.shape[1]);
  for (auto row = matrix.values.begin(); row != matrix.values.end(); row += columns) {
    rows.emplace_back(row, row + columns);
  }
  return rows;
}

weights::NamedTensor matrix_of(const std::vector<std::vector<float>>& rows) {
  weights::NamedTensor matrix{
      .shape = {static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows.front().size())},
      .values = {}};
  for (const auto& row : rows) matrix.values.insert(matrix.values.end(), row.begin(), row.end());
  return matrix;
}

/// The cars as two lists: each make and model once, and for each photo its number there and its year.
json cars_to_json(const std::vector<Car>& cars) {
  json names = json::array(), name_of = json::array(), years = json::array();
  std::map<std::pair<std::string, std::string>, std::size_t> numbers;
  for (const Car& car : cars) {
    const auto [found, is_new] = numbers.emplace(std::pair(car.make, car.model), numbers.size());
    if (is_new) names.push_back({car.make, car.model});
    name_of.push_back(found->second);
    years.push_back(car.year);
  }
  return {{"names", names}, {"name_of", name_of}, {"years", years}};
}

Expected<std::vector<Car>> cars_from_json(const json& object) {
  weights::JsonReader reader(object, "the file of neighbours' cars");
  const json names = reader.value("names");
  const int last = names.is_array() ? static_cast<int>(names.size()) - 1 : -1;
  const std::vector<double> name_of = reader.numbers("name_of", 0, last),
                            years = reader.numbers("years", min_year, max_year);
  if (auto error = reader.finish()) return tl::unexpected(*error);
  for (const json& name : names) {
    const bool good = name.is_array() && name.size() == 2 && name[0].is_string() && name[1].is_string();
    if (!good) return damaged("names a car by something else than make and model");
  }
  if (name_of.size() != years.size()) return damaged("has not as many names as years");
  std::vector<Car> cars;
  for (std::size_t i = 0; i < years.size(); ++i) {
    const json& name = names[static_cast<std::size_t>(name_of[i])];
    cars.push_back({.year = static_cast<int>(years[i]), .make = name[0], .model = name[1]});
  }
  return cars;
}

}  // namespace

std::string text(const Car& car) {
  std::string result = std::to_string(car.year);
  for (const std::string& word : {car.make, car.model}) {
    if (!word.empty()) result += " " + word;
  }
  return result;
}

std::string text(std::span<const Neighbour> neighbours) {
  return joined(neighbours, ", ", [](const Neighbour& neighbour) { return text(neighbour.car); });
}

NeighbourSet NeighbourSet::create(std::string model_id, std::vector<std::vector<float>> axes,
                                  std::vector<float> centre, std::span<const std::vector<float>> units,
                                  std::vector<Car> cars) {
  NeighbourSet set;
  set.model_id_ = std::move(model_id);
  set.axes_ = std::move(axes);
  set.centre_ = std::move(centre);
  set.cars_ = std::move(cars);
  for (const std::vector<float>& unit : units) set.places_.push_back(set.place(unit));
  return set;
}

std::vector<float> NeighbourSet::place(std::span<const float> unit) const {
  std::vector<float> offset(unit.begin(), unit.end());
  for (std::size_t i = 0; i < offset.size(); ++i) offset[i] -= centre_[i];
  std::vector<float> place;
  for (const std::vector<float>& axis : axes_) place.push_back(static_cast<float>(dot(axis, offset)));
  return unit_vector(place);
}

Expected<NeighbourSet> NeighbourSet::read(std::span<const std::uint8_t> file) {
  const auto reader = weights::TensorReader::open(file);
  if (!reader) return tl::unexpected(reader.error());
  const auto text = reader->metadata().find(neighbours_metadata_key);
  if (text == reader->metadata().end()) {
    return failure(ErrorCode::weights_unsupported, "the file holds no neighbours",
                   "use the neighbours.safetensors of a training run");
  }
  const json object = parse_json(text->second);
  weights::JsonReader facts(object, "the file of neighbours' metadata");
  if (const int version = facts.integer("format_version", 0, 1'000'000); version != format_version) {
    facts.unsupported("format_version", std::to_string(version) + ", this program reads version " +
                                            std::to_string(format_version));
  }
  NeighbourSet set;
  set.model_id_ = facts.text("model_id");
  const json cars_json = facts.value("cars");
  if (auto error = facts.finish()) return tl::unexpected(*error);
  auto cars = cars_from_json(cars_json);
  if (!cars) return tl::unexpected(cars.error());
  set.cars_ = *std::move(cars);

  const auto tensors = reader->read_all();
  if (!tensors) return tl::unexpected(tensors.error());
  const auto shape_of = [&](const char* name) {
    const auto found = tensors->find(name);
    return found == tensors->end() ? std::vector<std::int64_t>{} : found->second.shape;
  };
  const auto axes = shape_of("axes"), centre = shape_of("centre"), places = shape_of("places");
  const bool good = axes.size() == 2 && axes[0] > 0 && axes[1] == dimensions &&
                    centre == std::vector<std::int64_t>{dimensions} && places.size() == 2 && places[0] > 0 &&
                    places[0] == static_cast<std::int64_t>(set.cars_.size()) && places[1] == axes[0];
  if (!good) return damaged("lacks one of its tensors, or it has another shape than expected");
  set.axes_ = rows_of(tensors->at("axes"));
  set.centre_ = tensors->at("centre").values;
  for (const std::vector<float>& place : rows_of(tensors->at("places")))
    set.places_.push_back(unit_vector(place));
  return set;
}

Expected<NeighbourSet> NeighbourSet::read_for(const std::string& model_id,
                                              std::span<const std::uint8_t> file) {
  auto set = read(file);
  if (!set || set->model_id_ == model_id) return set;
  return failure(
      ErrorCode::data_invalid, "the file of neighbours belongs to another model",
      std::string("put the ") + neighbours_file_name + " of the same training run beside the model");
}

Expected<std::vector<std::uint8_t>> NeighbourSet::write() const {
  const json facts = {
      {"format_version", format_version}, {"model_id", model_id_}, {"cars", cars_to_json(cars_)}};
  return weights::serialize_safetensors(
      {{"axes", matrix_of(axes_)},
       {"centre", {.shape = {dimensions}, .values = centre_}},
       {"places", matrix_of(places_)}},
      {{neighbours_metadata_key, facts.dump(-1, ' ', false, json::error_handler_t::replace)}},
      weights::Storage::int8);
}

std::vector<Neighbour> NeighbourSet::nearest(std::span<const float> layer4, std::size_t count) const {
  const std::vector<float> wanted = place(unit_vector(layer4));
  std::vector<double> similarities;
  for (const std::vector<float>& place : places_) similarities.push_back(dot(wanted, place));
  std::vector<std::size_t> order(places_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return Descending{}(similarities[a], similarities[b]);
  });
  std::vector<Neighbour> neighbours;
  std::set<std::tuple<int, std::string, std::string>> seen;
  for (const std::size_t i : order) {
    if (neighbours.size() == count) break;
    const Car& car = cars_[i];
    if (!seen.emplace(car.year, car.make, car.model).second) continue;
    neighbours.push_back({.car = car, .similarity = similarities[i]});
  }
  return neighbours;
}

}  // namespace deepcars::features
