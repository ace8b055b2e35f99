// A long work writes down each part that it has finished, so that the next run goes on from there.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "shared/error.h"

namespace deepcars::base {

/// A file of JSON lines: {"settings": {...}}, then {"part": NAME, "result": ...} for each part. A line is
/// appended as soon as its part is finished, so a program that is killed leaves at most half a line at the
/// end, which the next one takes away.
class WorkLog {
 public:
  /// Reads the parts that are finished, or begins the file. Errors: file_unreadable, file_unwritable;
  /// data_invalid if the file is of other settings, naming one that differs, or no such log at all.
  static Expected<WorkLog> open(const std::filesystem::path& path, const nlohmann::ordered_json& settings);

  /// The result of a finished part; nothing if there is none.
  std::optional<nlohmann::json> find(std::string_view part) const;

  /// Writes a finished part down. Errors: file_unwritable.
  Expected<void> add(const std::string& part, const nlohmann::ordered_json& result);

 private:
  explicit WorkLog(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
  std::map<std::string, std::string, std::less<>> parts_;  ///< Results as JSON text.
  std::ofstream out_;
};

}  // namespace deepcars::base
