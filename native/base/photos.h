// Photos named on the command line: listed, and scored a few at a time.
#pragma once

#include <functional>
#include <istream>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/base/interrupts.h"
#include "native/base/photo_files.h"
#include "shared/car_model.h"
#include "shared/error.h"

namespace deepcars::base {

/// A photo to score, or the error that explains why it cannot be.
struct PhotoEntry {
  std::string path;
  std::optional<Error> error = {};
};

/// Turns arguments into photos, in their order: a folder becomes its photo_files(), "-" the paths on `list`, one in a
/// line or with a NUL byte between them; anything else stands for itself, whether it exists or not. A file:// URL is
/// the path in it. A folder that cannot be read or holds no photo becomes an entry with an error, and so does each
/// unreadable folder below.
std::vector<PhotoEntry> list_photos(std::span<const std::string> arguments, std::istream& list);

/// Scores photos in batches, so that memory stays small however many there are, and calls `receive` with the
/// answer or the error of each, in order; weights_damaged if the model's answer is not a number. Stops before a batch
/// where stops() is true, and then returns false.
bool score_photos(const CarModel& model, std::span<const PhotoEntry> photos, nn::ThreadPool& pool,
                  const std::function<void(const PhotoEntry&, Expected<Prediction>)>& receive,
                  const std::function<bool()>& stops = interrupted);

}  // namespace deepcars::base
