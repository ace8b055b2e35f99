#include "native/info/photo.h"

#include <array>
#include <string>

#include "native/base/decode_photo.h"
#include "shared/image/file_format.h"

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
  const auto decoded = base::decode_photo(file);
  if (!decoded) {
    return failure(decoded.error().code, path.string() + ": " + decoded.error().message,
                   decoded.error().hint);
  }
  const image::Image& picture = decoded->picture;
  const image::DecodeNotes& notes = decoded->notes;
  Description photo(path.string(), "photo");
  photo.add("format", std::string(image::file_format(file).name));
  photo.add("pixels", {picture.width_px, picture.height_px},
            std::to_string(picture.width_px) + " x " + std::to_string(picture.height_px));
  photo.add("decoded_by", std::string(image::name(notes.decoder)));
  if (notes.reduced_by > 1) {
    photo.add("reduced_by", notes.reduced_by,
              std::to_string(notes.reduced_by) + "; the pixels above are those of the reduced picture");
  }
  photo.add("damaged", !notes.damage.empty(), notes.damage.empty() ? "no" : notes.damage);
  const int orientation = notes.orientation;
  if (image::file_format(file).format == image::FileFormat::jpeg || orientation != 1) {
    photo.add("exif_orientation", orientation,
              std::to_string(orientation) + " (" +
                  orientations.at(static_cast<std::size_t>(orientation) - 1) +
                  (orientation == 1 ? ")" : "; the pixels above are those of the upright picture)"));
  }
  photo.add("bytes", file.size(), size_text(file.size()));
  return photo;
}

}  // namespace deepcars::info
