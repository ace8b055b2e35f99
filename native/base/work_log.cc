#include "native/base/work_log.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include "native/base/files.h"
#include "native/base/json_text.h"
#include "shared/parse_json.h"

namespace deepcars::base {
namespace {
namespace fs = std::filesystem;

using nlohmann::json;
using nlohmann::ordered_json;

tl::unexpected<Error> unwritable(const fs::path& path) {
  return failure(ErrorCode::file_unwritable, path.string() + " cannot be written: " + std::strerror(errno),
                 "check the folder's permissions and free space");
}

/// The first setting that differs, in words; nothing if all are the same.
std::optional<std::string> difference(const json& found, const ordered_json& wanted) {
  for (const auto& [key, value] : wanted.items()) {
    const json now = json::parse(json_text(value));
    const json then = found.value(key, json());
    if (then != now) return key + " was " + json_text(then) + ", now " + json_text(now);
  }
  return std::nullopt;
}

/// Whether the file begins with such settings. Errors: data_invalid if it does not.
Expected<void> check_settings(const fs::path& path, const std::string& line, const ordered_json& wanted) {
  const char* begin_anew = "remove it to begin anew, or name another folder with --output";
  const json first = parse_json(line);
  if (!first.is_object() || !first.contains("settings") || !first["settings"].is_object())
    return failure(ErrorCode::data_invalid, path.string() + " is no log of finished work", begin_anew);
  const auto other = difference(first["settings"], wanted);
  if (!other) return {};
  return failure(ErrorCode::data_invalid, path.string() + " was begun with other settings (" + *other + ")",
                 begin_anew);
}

}  // namespace

Expected<WorkLog> WorkLog::open(const fs::path& path, const ordered_json& settings) {
  std::string text;
  std::error_code status;
  if (fs::exists(path, status)) {
    const auto bytes = read_file(path);
    if (!bytes) return tl::unexpected(bytes.error());
    text.assign(bytes->begin(), bytes->end());
    text.resize(text.rfind('\n') + 1);  // Without a whole line, this is 0.
  }

  WorkLog log(path);
  if (text.empty()) {
    const std::string first = json_text(ordered_json{{"settings", settings}}) + "\n";
    if (auto written = write_file(path, first); !written) return tl::unexpected(written.error());
  } else {
    std::size_t end = text.find('\n');
    if (auto same = check_settings(path, text.substr(0, end), settings); !same)
      return tl::unexpected(same.error());
    for (std::size_t start = end + 1; start < text.size(); start = end + 1) {
      end = text.find('\n', start);
      const json line = parse_json(std::string_view(text).substr(start, end - start));
      if (!line.is_object() || !line.contains("result") || !line.value("part", json()).is_string()) continue;
      log.parts_[line["part"]] = json_text(line["result"]);
    }
    fs::resize_file(path, text.size(), status);
    if (status) return unwritable(path);
  }
  log.out_.open(path, std::ios::app | std::ios::binary);
  if (!log.out_) return unwritable(path);
  return log;
}

std::optional<json> WorkLog::find(std::string_view part) const {
  const auto found = parts_.find(part);
  if (found == parts_.end()) return std::nullopt;
  return json::parse(found->second);
}

Expected<void> WorkLog::add(const std::string& part, const ordered_json& result) {
  out_ << json_text(ordered_json{{"part", part}, {"result", result}}) << "\n" << std::flush;
  if (!out_) return unwritable(path_);
  parts_[part] = json_text(result);
  return {};
}

}  // namespace deepcars::base
