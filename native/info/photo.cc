#include "native/info/photo.h"

#include <array>
#include <string>

#include "shared/image/decode.h"
#include "shared/image/exif.h"

namespace deepcars::info {
namespace {

/// What is done to a picture that was stored with the orientation 1..8.
constexpr std::array orientations = {"upright",
                                     "stored mirrored",
                                     "stored upside down",
                                     "stored upside down and mirrored",
                                     "stored on its side and mirrored",
                                     "stored on its side, turned left",
                                     "stored on its side and mirrored",
                                     "stored on its side, turned right"};

}  // namespace

Expected<Description> describe_photo(const std::filesystem::path& path, std::span<const std::uint8_t> file) {
  const auto picture = image::decode(file);
  if (!picture) {
    return failure(picture.error().code, path.string() + ": " + picture.error().message,
                   picture.error().hint);
  }
  const bool jpeg = image::file_format(file) == image::FileFormat::jpeg;
  Description photo(path.string(), "photo");
  photo.add("format", jpeg ? "JPEG" : "PNG");
  photo.add("pixels", {picture->width_px, picture->height_px},
            std::to_string(picture->width_px) + " x " + std::to_string(picture->height_px));
  if (jpeg) {
    const int orientation = image::exif_orientation(file);
    photo.add("exif_orientation", orientation,
              std::to_string(orientation) + " (" +
                  orientations.at(static_cast<std::size_t>(orientation) - 1) +
                  (orientation == 1 ? ")" : "; the pixels above are those of the upright picture)"));
  }
  photo.add("bytes", file.size(), size_text(file.size()));
  return photo;
}

}  // namespace deepcars::info
