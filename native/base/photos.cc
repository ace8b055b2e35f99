#include "native/base/photos.h"

#include <algorithm>
#include <iterator>
#include <new>
#include <sstream>
#include <utility>

#include "native/base/interrupts.h"
#include "native/base/text.h"
#include "native/base/unicode.h"
#include "native/base/within_memory.h"

namespace deepcars::base {
namespace fs = std::filesystem;
namespace {

// Activations of one photo take about 13 MB in the forward pass, a decoded 40-megapixel photo 120 MB.
constexpr std::size_t batch_photos = 4;

void add_folder(const std::string& folder, std::vector<PhotoEntry>& entries) {
  const auto photos = photo_files(folder);
  if (!photos) {
    entries.push_back({.path = folder, .error = photos.error()});
    return;
  }
  for (const fs::path& file : photos->files) entries.push_back({.path = file.string()});
  for (const Error& error : photos->unreadable) entries.push_back({.path = folder, .error = error});
  if (photos->files.empty() && photos->unreadable.empty()) {
    entries.push_back({.path = folder,
                       .error = Error(ErrorCode::data_invalid, folder + " holds no photo",
                                      "name a folder with photos in it")});
  }
}

/// A NUL byte stands in no path, so a list with one in it is a list of `find -print0`.
void add_listed(std::istream& list, std::vector<PhotoEntry>& entries) {
  const std::string text{std::istreambuf_iterator<char>(list), {}};
  const char separator = text.find('\0') == std::string::npos ? '\n' : '\0';
  std::istringstream paths(text);
  for (std::string path; std::getline(paths, path, separator);) {
    if (separator == '\n' && path.ends_with('\r')) path.pop_back();
    if (!path.empty()) entries.push_back({.path = path_of(path).string()});
  }
}

using Answers = std::vector<Expected<Prediction>>;

/// Photo by photo: one that takes too much memory leaves the others theirs.
Answers predict_each(const CarModel& model, std::span<const image::Image> pictures, nn::ThreadPool& pool) {
  Answers answers;
  for (const image::Image& picture : pictures) {
    answers.push_back(within_memory(
        "it", [&] { return finite_answer(std::move(model.predict(std::span(&picture, 1), pool).front())); }));
  }
  return answers;
}

Answers predict(const CarModel& model, std::span<const image::Image> pictures, nn::ThreadPool& pool) {
  try {
    Answers answers;
    for (Prediction& prediction : model.predict(pictures, pool))
      answers.push_back(finite_answer(std::move(prediction)));
    return answers;
  } catch (const std::bad_alloc&) {
    return predict_each(model, pictures, pool);
  }
}

}  // namespace

std::vector<PhotoEntry> list_photos(std::span<const std::string> arguments, std::istream& list) {
  std::vector<PhotoEntry> entries;
  for (const std::string& argument : arguments) {
    if (argument == "-") {
      add_listed(list, entries);
      continue;
    }
    const std::string path = path_of(argument).string();
    std::error_code status;
    if (fs::is_directory(path, status)) {
      add_folder(path, entries);
    } else {
      entries.push_back({.path = path});
    }
  }
  return entries;
}

bool score_photos(const CarModel& model, std::span<const PhotoEntry> photos, nn::ThreadPool& pool,
                  const std::function<void(const PhotoEntry&, Expected<Prediction>)>& receive,
                  const std::function<bool()>& stops) {
  for (std::size_t first = 0; first < photos.size(); first += batch_photos) {
    if (stops()) return false;
    const auto batch = photos.subspan(first, std::min(batch_photos, photos.size() - first));
    std::vector<Expected<image::DecodedPhoto>> read(batch.size());
    pool.parallel_for(static_cast<int>(batch.size()), [&](int index) {
      const auto i = static_cast<std::size_t>(index);
      if (batch[i].error) {
        read[i] = tl::unexpected(*batch[i].error);
      } else {
        read[i] = read_decoded_photo(batch[i].path);
      }
    });

    // A pipe that somebody stopped waiting for is no photo that failed.
    if (stops()) return false;
    std::vector<image::Image> pictures;
    for (auto& picture : read) {
      if (picture) pictures.push_back(std::move(picture->picture));
    }
    auto predictions = predict(model, pictures, pool);
    std::size_t next = 0;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (!read[i]) {
        receive(batch[i], tl::unexpected(read[i].error()));
      } else {
        auto prediction = std::move(predictions[next++]).map_error([&](const Error& error) {
          return Error(error.code, batch[i].path + ": " + error.message, error.hint);
        });
        if (prediction) prediction->notes = std::move(read[i]->notes);
        receive(batch[i], std::move(prediction));
      }
    }
  }
  return true;
}

}  // namespace deepcars::base
