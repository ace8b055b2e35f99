// Photos named on the command line: found, read, and scored a few at a time.
#pragma once

#include <filesystem>
#include <functional>
#include <istream>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/car_model.h"
#include "shared/error.h"
#include "shared/image/image.h"

namespace deepcars::native {

/// One thing to score, or why there is nothing to score there.
struct PhotoEntry {
  std::string path;
  std::optional<Error> error;
};

/// Turns arguments into photos, in their order: a folder becomes its .jpg, .jpeg and .png files (also in
/// folders below, sorted by path), "-" the paths on `list`, one in a line; anything else stands for itself,
/// whether it exists or not. A folder that cannot be read or holds no photo becomes an entry with an error.
std::vector<PhotoEntry> list_photos(std::span<const std::string> arguments, std::istream& list);

/// Whether a name ends in .jpg, .jpeg or .png, in letters of any case.
bool has_photo_extension(const std::filesystem::path& path);

/// Reads and decodes one photo. Errors: file_unreadable and those of image::decode; each names the file.
Expected<image::Image> read_photo(const std::filesystem::path& path);

/// Scores photos in batches, so that memory stays small however many there are, and hands each one's answer
/// or error to `receive`, in order. Stops early once `receive` returns false.
void score_photos(const CarModel& model, std::span<const PhotoEntry> photos, nn::ThreadPool& pool,
                  const std::function<bool(const PhotoEntry&, Expected<Prediction>)>& receive);

}  // namespace deepcars::native
