#include "native/data/source_files.h"

#include <algorithm>
#include <map>

#include "native/base/photo_files.h"
#include "native/base/unicode.h"
#include "shared/text.h"

namespace deepcars::data {
namespace fs = std::filesystem;
namespace {

void drop_folder(Collected& found, const fs::path& folder, const Error& error) {
  found.dropped.push_back(
      {.path = folder, .reason = "folder unreadable", .detail = error.message, .failed = true});
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
  auto photos = base::photo_files(folder);
  if (!photos) {
    drop_folder(found, folder, photos.error());
    return {};
  }
  for (const Error& error : photos->unreadable) drop_folder(found, folder, error);
  return std::move(photos->files);
}

std::vector<fs::path> subfolders(const fs::path& folder, Collected& found) {
  auto folders = base::subfolders(folder);
  if (folders) return *std::move(folders);
  drop_folder(found, folder, folders.error());
  return {};
}

std::string name_text(const fs::path& path) { return base::to_utf8(path.filename().string()); }

std::optional<fs::path> find_folder(const fs::path& folder,
                                    const std::function<bool(const fs::path&)>& fits) {
  std::vector<fs::path> level = {folder};
  for (int depth = 0; depth <= 2; ++depth) {
    std::vector<fs::path> below;
    for (const fs::path& candidate : level) {
      if (fits(candidate)) return candidate;
      if (depth == 2) continue;
      for (fs::path& child : base::subfolders(candidate).value_or(std::vector<fs::path>{}))
        below.push_back(std::move(child));
    }
    level = std::move(below);
  }
  return std::nullopt;
}

std::string commonest_reasons(const std::vector<Dropped>& dropped) {
  constexpr std::size_t named = 3;
  struct Reason {
    std::size_t count = 0;
    const Dropped* example = nullptr;
  };
  std::map<std::string, Reason> by_reason;
  for (const Dropped& row : dropped) {
    Reason& reason = by_reason[row.reason];
    if (reason.count++ == 0) reason.example = &row;
  }
  std::vector<Reason> reasons;
  for (const auto& [name, reason] : by_reason) reasons.push_back(reason);
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const Reason& a, const Reason& b) { return a.count > b.count; });
  reasons.resize(std::min(named, reasons.size()));
  std::string text;
  for (const auto& [count, example] : reasons) {
    text += (text.empty() ? "" : "; ") + std::to_string(count) + " x " + example->reason + " (" +
            (example->path.empty() || !example->detail.empty() ? "" : example->path.filename().string()) +
            example->detail + ")";
  }
  return text;
}

std::string default_split_group(const Photo& photo) {
  if (photo.make.empty() && photo.model.empty()) return base::to_utf8(photo.path.generic_string());
  return lower_case(photo.make) + "|" + lower_case(photo.model);
}

void add_photo(Collected& found, const fs::path& path, Photo photo, const std::string& source) {
  photo.path = path;
  photo.source = source;
  photo.split_group = default_split_group(photo);
  found.photos.push_back(std::move(photo));
}

void add_class_folders(Collected& found, const fs::path& folder, const ParseClass& parse,
                       const std::string& source) {
  for (const fs::path& class_folder : subfolders(folder, found)) {
    const auto photo = parse(name_text(class_folder));
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
    return failure(ErrorCode::data_invalid,
                   "none of the " + std::to_string(found.dropped.size()) + " photos of " + data_set + " in " +
                       folder.string() + " can be used: " + commonest_reasons(found.dropped),
                   hint);
  }
  std::stable_sort(found.photos.begin(), found.photos.end(),
                   [](const Photo& a, const Photo& b) { return a.path < b.path; });
  return found;
}

}  // namespace deepcars::data
