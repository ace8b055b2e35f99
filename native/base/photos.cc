#include "native/base/photos.h"

#include <algorithm>

#include "native/base/interrupts.h"

namespace deepcars::base {
namespace fs = std::filesystem;
namespace {

// Activations of one photo take about 13 MB in the forward pass, a decoded 40-megapixel photo 120 MB.
constexpr std::size_t batch_photos = 4;

void add_folder(const std::string& folder, std::vector<PhotoEntry>& entries) {
  const auto files = photo_files(folder);
  if (!files) {
    entries.push_back({.path = folder, .error = files.error()});
    return;
  }
  if (files->empty()) {
    entries.push_back({.path = folder,
                       .error = Error(ErrorCode::data_invalid, folder + " holds no .jpg, .jpeg or .png file",
                                      "name a folder with photos in it")});
    return;
  }
  for (const fs::path& file : *files) entries.push_back({.path = file.string()});
}

void add_listed(std::istream& list, std::vector<PhotoEntry>& entries) {
  for (std::string line; std::getline(list, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) entries.push_back({.path = line});
  }
}

}  // namespace

std::vector<PhotoEntry> list_photos(std::span<const std::string> arguments, std::istream& list) {
  std::vector<PhotoEntry> entries;
  for (const std::string& argument : arguments) {
    std::error_code status;
    if (argument == "-") {
      add_listed(list, entries);
    } else if (fs::is_directory(argument, status)) {
      add_folder(argument, entries);
    } else {
      entries.push_back({.path = argument});
    }
  }
  return entries;
}

bool score_photos(const CarModel& model, std::span<const PhotoEntry> photos, nn::ThreadPool& pool,
                  const std::function<void(const PhotoEntry&, Expected<Prediction>)>& receive) {
  for (std::size_t first = 0; first < photos.size(); first += batch_photos) {
    if (interrupted()) return false;
    const auto batch = photos.subspan(first, std::min(batch_photos, photos.size() - first));
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
      if (read[i]) {
        receive(batch[i], std::move(predictions[next++]));
      } else {
        receive(batch[i], tl::unexpected(read[i].error()));
      }
    }
  }
  return true;
}

}  // namespace deepcars::base
