#include "native/base/photo_files.h"

#include <algorithm>
#include <cctype>

#include "native/base/files.h"
#include "shared/image/decode.h"

namespace deepcars::base {
namespace fs = std::filesystem;

bool has_photo_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return extension == ".jpg" || extension == ".jpeg" || extension == ".png";
}

Expected<std::vector<fs::path>> photo_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code problem;
  fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, problem);
  for (; !problem && at != fs::recursive_directory_iterator(); at.increment(problem)) {
    std::error_code unknown;
    if (at->is_regular_file(unknown) && has_photo_extension(at->path())) files.push_back(at->path());
  }
  if (problem) {
    return failure(ErrorCode::file_unreadable, folder.string() + " cannot be listed: " + problem.message(),
                   "check its permissions");
  }
  std::sort(files.begin(), files.end(),
            [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
  return files;
}

Expected<image::Image> read_photo(const fs::path& path) {
  const image::DecodeLimits limits;
  const auto bytes = read_file(path, limits.file_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  return image::decode(*bytes, limits).map_error([&](const Error& error) {
    return Error(error.code, path.string() + ": " + error.message, error.hint);
  });
}

}  // namespace deepcars::base
