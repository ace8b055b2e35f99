#include "native/base/photo_files.h"

#include <algorithm>

#include "native/base/decode_photo.h"
#include "native/base/files.h"
#include "native/base/within_memory.h"
#include "shared/text.h"

namespace deepcars::base {
namespace fs = std::filesystem;

bool has_photo_extension(const fs::path& path) {
  const std::string extension = lower_case(path.extension().string());
  return std::find(photo_extensions.begin(), photo_extensions.end(), extension) != photo_extensions.end();
}

bool is_leftover(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with('.') || name == "__MACOSX" || name == "@eaDir";
}

namespace {

/// What lies directly in a folder.
struct Listing {
  std::vector<fs::path> folders, files;
};

Expected<Listing> list(const fs::path& folder) {
  Listing found;
  std::error_code problem;
  for (fs::directory_iterator at(folder, problem); !problem && at != fs::directory_iterator();
       at.increment(problem)) {
    if (is_leftover(at->path())) continue;
    std::error_code unknown;
    if (at->is_directory(unknown)) {
      found.folders.push_back(at->path());
    } else if (at->is_regular_file(unknown)) {
      found.files.push_back(at->path());
    }
  }
  if (problem) {
    return failure(ErrorCode::file_unreadable, folder.string() + " cannot be listed: " + problem.message(),
                   "check its permissions");
  }
  return found;
}

bool by_bytes(const fs::path& a, const fs::path& b) { return a.native() < b.native(); }

}  // namespace

Expected<PhotoFiles> photo_files(const fs::path& folder) {
  PhotoFiles photos;
  std::vector<fs::path> to_list = {folder};
  while (!to_list.empty()) {
    const fs::path next = std::move(to_list.back());
    to_list.pop_back();
    auto found = list(next);
    if (!found) {
      if (next == folder) return tl::unexpected(found.error());
      photos.unreadable.push_back(found.error());
      continue;
    }
    for (fs::path& file : found->files) {
      if (has_photo_extension(file)) photos.files.push_back(std::move(file));
    }
    for (fs::path& below : found->folders) {
      std::error_code unknown;
      if (!fs::is_symlink(below, unknown))
        to_list.push_back(std::move(below));  // A link can lead in a circle.
    }
  }
  std::sort(photos.files.begin(), photos.files.end(), by_bytes);
  std::sort(photos.unreadable.begin(), photos.unreadable.end(),
            [](const Error& a, const Error& b) { return a.message < b.message; });
  return photos;
}

Expected<std::vector<fs::path>> subfolders(const fs::path& folder) {
  auto found = list(folder);
  if (!found) return tl::unexpected(found.error());
  std::sort(found->folders.begin(), found->folders.end(), by_bytes);
  return std::move(found->folders);
}

Expected<image::DecodedPhoto> read_decoded_photo(const fs::path& path) {
  return within_memory(path.string(), [&]() -> Expected<image::DecodedPhoto> {
    const auto bytes = read_file(path, image::DecodeLimits{}.file_bytes);
    if (!bytes) return tl::unexpected(bytes.error());
    return decode_photo(*bytes).map_error([&](const Error& error) {
      return Error(error.code, path.string() + ": " + error.message, error.hint);
    });
  });
}

Expected<image::Image> read_photo(const fs::path& path) {
  auto photo = read_decoded_photo(path);
  if (!photo) return tl::unexpected(photo.error());
  return std::move(photo->picture);
}

}  // namespace deepcars::base
