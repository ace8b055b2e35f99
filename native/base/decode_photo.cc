#include "native/base/decode_photo.h"

#include <dlfcn.h>

#include <filesystem>
#include <string>
#include <utility>

#include "native/base/program_folder.h"
#include "native/pictures/other_formats.h"
#include "shared/image/color_profile.h"
#include "shared/image/exif.h"
#include "shared/image/failures.h"
#include "shared/image/file_format.h"
#include "shared/image/pixel_notes.h"

namespace deepcars::base {
namespace {

/// The function of the module beside this program; null if there is none.
pictures::DecodeOther load_module() {
  const std::filesystem::path module = program_folder() / pictures::module_file;
  void* const library = dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return nullptr;
  return reinterpret_cast<pictures::DecodeOther>(dlsym(library, pictures::decode_function));
}

bool has_a_decoder(image::FileFormat format) {
  return format != image::FileFormat::jpeg && format != image::FileFormat::png &&
         format != image::FileFormat::other;
}

Expected<image::DecodedPhoto> decode_other(std::span<const std::uint8_t> file, image::FileFormat format) {
  static const pictures::DecodeOther decode = load_module();
  if (decode == nullptr) return tl::unexpected(image::undecodable(file));
  const image::DecodeLimits limits;
  pictures::Reply reply;
  decode({.file = file.data(), .bytes = file.size(), .format = format, .max_pixels = limits.pixels}, reply);
  if (reply.too_large) {
    auto fits = image::check_size(reply.width_px, reply.height_px, limits.pixels);
    return fits ? image::no_memory(reply.width_px, reply.height_px) : tl::unexpected(fits.error());
  }
  if (!reply.problem.empty()) return image::damaged(reply.problem);
  if (reply.rgba.empty()) return tl::unexpected(image::undecodable(file));
  auto picture = image::from_rgba(reply.rgba, reply.width_px, reply.height_px);
  if (!picture) return tl::unexpected(picture.error());
  const image::PixelNotes notes = image::pixel_notes(file, format);
  image::convert_to_srgb(*picture, reply.icc_profile.empty() ? notes.icc_profile : reply.icc_profile);
  return image::DecodedPhoto{.picture = image::apply_orientation(*std::move(picture), notes.orientation),
                             .notes = {.orientation = notes.orientation, .decoder = reply.decoder}};
}

}  // namespace

Expected<image::DecodedPhoto> decode_photo(std::span<const std::uint8_t> file) {
  const image::FileFormat format = image::file_format(file).format;
  const bool small_enough = file.size() <= image::DecodeLimits{}.file_bytes;
  return small_enough && has_a_decoder(format) ? decode_other(file, format) : image::decode(file);
}

}  // namespace deepcars::base
