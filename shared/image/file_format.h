// What a file is by its first bytes, whatever it is called.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "shared/error.h"

namespace deepcars::image {

/// The formats that something of ours decodes: JPEG and PNG decode(), the others a decoder of the platform, if it can.
enum class FileFormat { jpeg, png, webp, tiff, bmp, gif, avif, heic, other };

/// What is known of a format.
struct FormatInfo {
  FileFormat format = FileFormat::other;
  std::string_view article = {};
  std::string_view name = {};  ///< "WebP", "PDF document". Empty if the bytes tell nothing.
  bool is_picture = false;     ///< Not a video, an archive, a document.
  std::string_view hint = {};  ///< What a person can do who wants it scored, in the imperative.
};

FormatInfo file_format(std::span<const std::uint8_t> file);

/// The failure for a file that nobody at hand can decode: its format by name and its first bytes as evidence. Code:
/// not_an_image.
Error undecodable(std::span<const std::uint8_t> file);

}  // namespace deepcars::image
