#include "native/data/source_files.h"

#include <algorithm>
#include <cctype>

#include "native/base/photo_files.h"

namespace deepcars::data {
namespace fs = std::filesystem;
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

Expected<void> require_folder(const fs::path& folder) {
  std::error_code problem;
  if (fs::is_directory(folder, problem)) return {};
  return failure(ErrorCode::file_unreadable, folder.string() + " is not a folder", "check the path");
}

bool path_exists(const fs::path& path) {
  std::error_code problem;
  return fs::exists(path, problem);
}

std::vector<fs::path> photos_below(const fs::path& folder, Collected& found) {
  auto files = base::photo_files(folder);
  if (files) return std::move(*files);
  found.dropped.push_back(
      {.path = folder, .reason = "folder unreadable", .detail = files.error().message, .failed = true});
  return {};
}

std::vector<fs::path> subfolders(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code problem;
  for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem)) {
    std::error_code status;
    if (at->is_directory(status)) folders.push_back(at->path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::optional<fs::path> find_folder(const fs::path& folder,
                                    const std::function<bool(const fs::path&)>& fits) {
  std::vector<fs::path> level = {folder};
  for (int depth = 0; depth <= 2; ++depth) {
    std::vector<fs::path> below;
    for (const fs::path& candidate : level) {
      if (fits(candidate)) return candidate;
      if (depth == 2) continue;
      for (fs::path& child : subfolders(candidate)) below.push_back(std::move(child));
    }
    level = std::move(below);
  }
  return std::nullopt;
}

std::string default_split_group(const Photo& photo) {
  if (photo.make.empty() && photo.model.empty()) return photo.path.generic_string();
  return lower(photo.make) + "|" + lower(photo.model);
}

void add_photo(Collected& found, const fs::path& path, Photo photo, const std::string& source) {
  photo.path = path;
  photo.source = source;
  photo.split_group = default_split_group(photo);
  found.photos.push_back(std::move(photo));
}

void add_class_folders(Collected& found, const fs::path& folder, const ParseClass& parse,
                       const std::string& source) {
  for (const fs::path& class_folder : subfolders(folder)) {
    const auto photo = parse(class_folder.filename().string());
    for (const fs::path& file : photos_below(class_folder, found)) {
      if (photo) {
        add_photo(found, file, *photo, source);
      } else {
        found.dropped.push_back(
            {.path = file, .reason = "class name without a year", .detail = photo.error().message});
      }
    }
  }
}

Expected<Collected> finished(Collected found, const fs::path& folder, const std::string& data_set,
                             const std::string& hint) {
  if (found.photos.empty() && found.dropped.empty()) {
    return failure(ErrorCode::data_invalid, folder.string() + " does not look like " + data_set, hint);
  }
  if (found.photos.empty()) {
    const Dropped& first = found.dropped.front();
    return failure(ErrorCode::data_invalid,
                   "none of the " + std::to_string(found.dropped.size()) + " photos of " + data_set + " in " +
                       folder.string() + " can be used (" + first.path.filename().string() + ": " +
                       first.reason + (first.detail.empty() ? "" : ", " + first.detail) + ")",
                   hint);
  }
  std::stable_sort(found.photos.begin(), found.photos.end(),
                   [](const Photo& a, const Photo& b) { return a.path < b.path; });
  return found;
}

}  // namespace deepcars::data
