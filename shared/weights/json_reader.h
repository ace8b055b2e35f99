// A strict reader of the JSON objects in a weight file: unknown keys are errors, and the first fault is kept.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "shared/error.h"

namespace deepcars::weights {

/// Reads the members of one object. After a fault every read returns a harmless default, so that code can
/// read all members in a row and check once, with finish(), whether all was well. The errors are
/// weights_damaged and weights_unsupported.
class JsonReader {
 public:
  /// where names the object in messages, for example "the weight file's metadata".
  JsonReader(const nlohmann::json& object, std::string where);

  double number(const std::string& key, double lowest, double highest);
  int integer(const std::string& key, int lowest, int highest);
  std::string text(const std::string& key);
  std::vector<double> numbers(const std::string& key, double lowest, double highest);
  /// Any value; null if the key is missing, which is a fault.
  nlohmann::json value(const std::string& key);
  bool has(const std::string& key) const { return object_.is_object() && object_.contains(key); }

  /// Records that a member has the right type but a value this program does not know.
  void unsupported(const std::string& key, const std::string& what);
  /// The first fault; else a fault that names a key that was never read; else nothing.
  std::optional<Error> finish();

 private:
  void damaged(const std::string& key, const std::string& what);
  double checked(const nlohmann::json& member, const std::string& key, double lowest, double highest);

  const nlohmann::json& object_;
  std::string where_;
  std::set<std::string> read_keys_;
  std::optional<Error> error_;
};

}  // namespace deepcars::weights
