// Decoding of vast JPEGs that are stored in several scans, as progressive ones are: libjpeg keeps all their
// coefficients until the last scan is read, 128 bytes for each block of 8 x 8 pixels. At an eighth of its sides a
// picture needs only the blocks' means, two bytes each.
#pragma once

#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

// It needs <cstdio> before it.
#include <jpeglib.h>

namespace deepcars::image {

/// The file without the scans that hold no means, which only a progressive file has. What comes after damage that hides
/// the next marker is kept as it is.
std::vector<std::uint8_t> without_detail(std::span<const std::uint8_t> jpeg);

/// Makes a decoder keep means instead of coefficients. Call it between jpeg_read_header and jpeg_start_decompress; the
/// scale must be 1/8, and the file without_detail.
void keep_means_only(jpeg_decompress_struct& codec);

}  // namespace deepcars::image
