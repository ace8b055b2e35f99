// JPEG files of many kinds, made in memory by libjpeg-turbo, with the same bytes natively and in WebAssembly.
#pragma once

#include "shared/image/image.h"
#include "tests/image/image_files.h"

namespace deepcars::image {

/// How often the brightness is sampled for each sample of the colours.
struct Sampling {
  int horizontal = 1;
  int vertical = 1;
};

struct JpegKind {
  int quality = 90;
  Sampling sampling = {2, 2};
  bool grey = false;
  bool progressive = false;
  bool arithmetic = false;
  bool optimised = false;  ///< Huffman tables of its own.
  bool separate = false;   ///< One scan for each colour component.
  int restart_rows = 0;    ///< A restart marker behind so many rows of blocks; 0 for none.
  bool own_tables = true;  ///< Huffman tables in the file; motion JPEG leaves them out.
};

Bytes encode_jpeg(const Image& picture, const JpegKind& kind);

/// A picture of smooth colours and some noise, the same for the same seed everywhere.
Image random_picture(int width_px, int height_px, unsigned seed);

/// The segments of one kind taken out, from their marker to their end; up to the first scan.
Bytes without_segments(const Bytes& jpeg, std::uint8_t marker);

/// Where the n-th marker of this kind stands; the file's size if there is none.
std::size_t marker_position(const Bytes& jpeg, std::uint8_t marker, int n = 0);

/// A grey picture of many megapixels in few bytes: the same rows of blocks again and again. Both sides are multiples of
/// 8 px.
Bytes vast_jpeg(int width_px, int height_px);

}  // namespace deepcars::image
