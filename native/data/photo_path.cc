#include "native/data/photo_path.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "native/base/text.h"
#include "native/base/unicode.h"
#include "native/data/source_files.h"

namespace deepcars::data {
namespace fs = std::filesystem;
namespace {

/// "C:/cars/a.jpg" and "//server/cars/a.jpg" -> "cars/a.jpg", "server/cars/a.jpg"; empty for a path without either.
std::string without_drive(const std::string& path) {
  const bool has_drive =
      path.size() > 2 && std::isalpha(static_cast<unsigned char>(path[0])) != 0 && path[1] == ':';
  if (has_drive)
    return path.substr(path.find_first_not_of('/', 2) == std::string::npos ? path.size()
                                                                           : path.find_first_not_of('/', 2));
  return path.starts_with("//") ? path.substr(2) : "";
}

/// No system opens a longer path, so that nothing is looked for; and no photo lies in more folders than these.
constexpr std::size_t max_path_bytes = 4096, max_candidates = 64;

/// The places where the file of a Windows path may be, the likeliest first.
std::vector<fs::path> windows_candidates(const fs::path& root, std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  std::string rest = without_drive(path);
  if (rest.empty()) return {root / path};
  std::vector<fs::path> candidates;
  for (std::size_t slash = 0; slash != std::string::npos && candidates.size() < max_candidates;
       slash = rest.find('/')) {
    if (!candidates.empty()) rest = rest.substr(slash + 1);
    candidates.push_back(root / rest);
  }
  return candidates;
}

}  // namespace

fs::path folder_of_table(const fs::path& table) {
  std::error_code problem;
  const bool is_stream = table.native().starts_with("/dev/") || table.native().starts_with("/proc/");
  return !is_stream && fs::is_regular_file(table, problem) ? table.parent_path() : fs::path();
}

fs::path photo_path(const fs::path& root, const std::string& cell) {
  if (cell.size() > max_path_bytes) return root / base::path_of(cell);
  const std::string plain = base::path_of(cell).string(), trimmed = base::trimmed(plain);
  const bool is_windows = plain.find('\\') != std::string::npos || !without_drive(trimmed).empty();
  std::vector<fs::path> others;
  if (trimmed != plain) others.push_back(root / base::path_of(trimmed));
  if (is_windows) {
    for (fs::path& candidate : windows_candidates(root, trimmed)) others.push_back(std::move(candidate));
  }
  if (!is_utf8(plain)) others.push_back(root / base::to_utf8(trimmed));
  if (others.empty() || path_exists(root / plain)) return root / plain;
  const auto found = std::find_if(others.begin(), others.end(), path_exists);
  if (found != others.end()) return *found;
  return is_windows ? windows_candidates(root, trimmed).front() : root / plain;
}

}  // namespace deepcars::data
