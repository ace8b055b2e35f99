// What the program and its module for other picture formats say to each other. The module is loaded when the first such
// picture comes: OpenCV's decoders bring a hundred libraries, which would cost every start of the program its time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "shared/image/decode.h"
#include "shared/image/file_format.h"

namespace deepcars::pictures {

/// The module's file, beside the program.
inline constexpr const char* module_file = "deepcars-pictures.so";
/// The name of its function, a DecodeOther.
inline constexpr const char* decode_function = "deepcars_decode_other";

/// A file of a format that image::decode does not know.
struct Request {
  const std::uint8_t* file = nullptr;
  std::size_t bytes = 0;
  image::FileFormat format = image::FileFormat::other;
  std::int64_t max_pixels = 0;
};

/// Its pixels, upright, or why there are none.
struct Reply {
  int width_px = 0;
  int height_px = 0;
  std::vector<std::uint8_t> rgba = {};         ///< [height_px, width_px, 4], alpha not premultiplied.
  std::vector<std::uint8_t> icc_profile = {};  ///< Empty if the file has none.
  image::Decoder decoder = image::Decoder::own;
  bool too_large = false;  ///< More than max_pixels; the size is set.
  std::string problem =
      {};  ///< Why it is damaged, one clause. Empty without pixels: there is no decoder for it.
};

extern "C" {
/// Never throws.
using DecodeOther = void (*)(const Request&, Reply&);
}

}  // namespace deepcars::pictures
