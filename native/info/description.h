// What `deepcars info` says of one file or folder: facts that a person reads as lines and a program as JSON.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace deepcars::info {

/// A fact's key is its name in JSON and, with spaces, on the terminal.
struct Fact {
  std::string key;
  nlohmann::ordered_json value;
  std::string text;  ///< What a person reads; empty: only programs are told.
};

class Description {
 public:
  /// kind is one word or a few, for example "training run".
  Description(std::string path, std::string kind) : path_(std::move(path)), kind_(std::move(kind)) {}

  /// A text or a number as it is.
  void add(const std::string& key, const std::string& text);
  void add(const std::string& key, std::int64_t number);
  /// A number as people want to read it.
  void add(const std::string& key, nlohmann::ordered_json value, std::string text);

  /// One line for the kind, and one for each fact.
  std::string text() const;
  /// {"path", "kind", then a key per fact}
  nlohmann::ordered_json json() const;

 private:
  std::string path_, kind_;
  std::vector<Fact> facts_;
};

/// "45.1 MB"
std::string size_text(std::uint64_t bytes);

/// The first names, and how many more there are.
std::string some_of(const std::vector<std::string>& names);

}  // namespace deepcars::info
