#include "shared/weights/json_reader.h"

#include <cmath>
#include <utility>

namespace deepcars::weights {

using nlohmann::json;

JsonReader::JsonReader(const json& object, std::string where) : object_(object), where_(std::move(where)) {
  if (!object_.is_object()) {
    error_ = Error{ErrorCode::weights_damaged, where_ + " is not a JSON object, or nests too deep",
                   "export the weight file again"};
  }
}

json JsonReader::value(const std::string& key) {
  read_keys_.insert(key);
  if (has(key)) return object_[key];
  damaged(key, "is missing");
  return {};
}

double JsonReader::checked(const json& member, const std::string& key, double lowest, double highest) {
  if (member.is_number()) {
    const double number = member.get<double>();
    if (std::isfinite(number) && number >= lowest && number <= highest) return number;
  }
  damaged(key, "is not a number from " + json(lowest).dump() + " to " + json(highest).dump());
  return lowest;
}

double JsonReader::number(const std::string& key, double lowest, double highest) {
  return checked(value(key), key, lowest, highest);
}

int JsonReader::integer(const std::string& key, int lowest, int highest) {
  const json member = value(key);
  const double number = checked(member, key, lowest, highest);
  if (!member.is_number_integer()) damaged(key, "is not a whole number");
  return static_cast<int>(number);
}

std::string JsonReader::text(const std::string& key) {
  const json member = value(key);
  if (member.is_string()) return member.get<std::string>();
  damaged(key, "is not a text");
  return {};
}

std::vector<double> JsonReader::numbers(const std::string& key, double lowest, double highest) {
  const json list = value(key);
  if (!list.is_array()) damaged(key, "is not a list");
  std::vector<double> result;
  for (const json& member : list) result.push_back(checked(member, key, lowest, highest));
  return result;
}

void JsonReader::damaged(const std::string& key, const std::string& what) {
  if (error_) return;
  error_ = Error{ErrorCode::weights_damaged, where_ + "." + key + " " + what, "export the weight file again"};
}

void JsonReader::unsupported(const std::string& key, const std::string& what) {
  if (error_) return;
  error_ = Error{ErrorCode::weights_unsupported, where_ + "." + key + " is " + what,
                 "use the version of deepCars that wrote the file, or export it again"};
}

std::optional<Error> JsonReader::finish() {
  if (error_) return error_;
  for (const auto& [key, unused] : object_.items()) {
    if (!read_keys_.contains(key)) unsupported(key, "unknown to this version");
  }
  return error_;
}

}  // namespace deepcars::weights
