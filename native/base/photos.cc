#include "native/base/photos.h"

#include <algorithm>
#include <cctype>

#include "native/base/files.h"
#include "shared/image/decode.h"

namespace deepcars::native {
namespace fs = std::filesystem;
namespace {

// Activations of one photo take about 13 MB in the forward pass, a decoded 40-megapixel photo 120 MB.
constexpr std::size_t kBatchPhotos = 4;

void add_folder(const fs::path& folder, std::vector<PhotoEntry>& entries) {
  std::vector<std::string> found;
  std::error_code status;
  fs::recursive_directory_iterator file(folder, fs::directory_options::skip_permission_denied, status);
  for (; !status && file != fs::recursive_directory_iterator(); file.increment(status)) {
    std::error_code unknown;
    if (file->is_regular_file(unknown) && has_photo_extension(file->path()))
      found.push_back(file->path().string());
  }
  if (status) {
    entries.push_back({folder.string(), Error{ErrorCode::file_unreadable,
                                              folder.string() + " cannot be listed: " + status.message(),
                                              "check its permissions"}});
    return;
  }
  if (found.empty()) {
    entries.push_back({folder.string(),
                       Error{ErrorCode::data_invalid, folder.string() + " holds no .jpg, .jpeg or .png file",
                             "name a folder with photos in it"}});
    return;
  }
  std::sort(found.begin(), found.end());
  for (std::string& path : found) entries.push_back({std::move(path), std::nullopt});
}

void add_listed(std::istream& list, std::vector<PhotoEntry>& entries) {
  for (std::string line; std::getline(list, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) entries.push_back({line, std::nullopt});
  }
}

}  // namespace

bool has_photo_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return extension == ".jpg" || extension == ".jpeg" || extension == ".png";
}

std::vector<PhotoEntry> list_photos(std::span<const std::string> arguments, std::istream& list) {
  std::vector<PhotoEntry> entries;
  for (const std::string& argument : arguments) {
    std::error_code status;
    if (argument == "-") {
      add_listed(list, entries);
    } else if (fs::is_directory(argument, status)) {
      add_folder(argument, entries);
    } else {
      entries.push_back({argument, std::nullopt});
    }
  }
  return entries;
}

Expected<image::Image> read_photo(const fs::path& path) {
  const image::DecodeLimits limits;
  const auto bytes = read_file(path, limits.file_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  return image::decode(*bytes, limits).map_error([&](Error error) {
    error.message = path.string() + ": " + error.message;
    return error;
  });
}

void score_photos(const CarModel& model, std::span<const PhotoEntry> photos, nn::ThreadPool& pool,
                  const std::function<bool(const PhotoEntry&, Expected<Prediction>)>& receive) {
  for (std::size_t first = 0; first < photos.size(); first += kBatchPhotos) {
    const auto batch = photos.subspan(first, std::min(kBatchPhotos, photos.size() - first));
    std::vector<Expected<image::Image>> read(batch.size());
    pool.parallel_for(static_cast<int>(batch.size()), [&](int index) {
      const auto i = static_cast<std::size_t>(index);
      if (batch[i].error) {
        read[i] = tl::unexpected(*batch[i].error);
      } else {
        read[i] = read_photo(batch[i].path);
      }
    });

    std::vector<image::Image> pictures;
    for (auto& picture : read) {
      if (picture) pictures.push_back(std::move(*picture));
    }
    std::vector<Prediction> predictions = model.predict(pictures, pool);
    std::size_t next = 0;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const bool more = read[i] ? receive(batch[i], std::move(predictions[next++]))
                                : receive(batch[i], tl::unexpected(read[i].error()));
      if (!more) return;
    }
  }
}

}  // namespace deepcars::native
