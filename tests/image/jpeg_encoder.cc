#include "tests/image/jpeg_encoder.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

// It needs <cstdio> before it.
#include <jpeglib.h>

namespace deepcars::image {
namespace {

void choose_scans(jpeg_compress_struct& codec, const JpegKind& kind, std::vector<jpeg_scan_info>& scans) {
  if (kind.progressive) jpeg_simple_progression(&codec);
  if (!kind.separate) return;
  for (int component = 0; component < codec.num_components; ++component) {
    jpeg_scan_info scan = {};
    scan.comps_in_scan = 1;
    scan.component_index[0] = component;
    scan.Se = 63;
    scans.push_back(scan);
  }
  codec.scan_info = scans.data();
  codec.num_scans = static_cast<int>(scans.size());
}

}  // namespace

Bytes encode_jpeg(const Image& picture, const JpegKind& kind) {
  jpeg_compress_struct codec = {};
  jpeg_error_mgr errors = {};
  codec.err = jpeg_std_error(&errors);
  jpeg_create_compress(&codec);
  unsigned char* file = nullptr;
  unsigned long bytes = 0;
  jpeg_mem_dest(&codec, &file, &bytes);
  codec.image_width = static_cast<JDIMENSION>(picture.width_px);
  codec.image_height = static_cast<JDIMENSION>(picture.height_px);
  codec.input_components = 3;
  codec.in_color_space = JCS_RGB;
  jpeg_set_defaults(&codec);
  if (kind.grey) jpeg_set_colorspace(&codec, JCS_GRAYSCALE);
  jpeg_set_quality(&codec, kind.quality, TRUE);
  codec.dct_method = JDCT_ISLOW;
  codec.comp_info[0].h_samp_factor = kind.grey ? 1 : kind.sampling.horizontal;
  codec.comp_info[0].v_samp_factor = kind.grey ? 1 : kind.sampling.vertical;
  codec.arith_code = kind.arithmetic ? TRUE : FALSE;
  codec.optimize_coding = kind.optimised ? TRUE : FALSE;
  codec.restart_in_rows = kind.restart_rows;
  std::vector<jpeg_scan_info> scans;
  choose_scans(codec, kind, scans);
  jpeg_start_compress(&codec, TRUE);
  const std::size_t row_bytes = std::size_t{3} * codec.image_width;
  while (codec.next_scanline < codec.image_height) {
    auto* row = const_cast<JSAMPROW>(picture.rgb.data() + row_bytes * codec.next_scanline);
    jpeg_write_scanlines(&codec, &row, 1);
  }
  jpeg_finish_compress(&codec);
  Bytes result(file, file + bytes);
  std::free(file);
  jpeg_destroy_compress(&codec);
  constexpr std::uint8_t define_huffman_tables = 0xC4;
  return kind.own_tables ? result : without_segments(result, define_huffman_tables);
}

Image random_picture(int width_px, int height_px, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<int> slopes;
  for (int i = 0; i < 6; ++i) slopes.push_back(static_cast<int>(random() % 7));
  Image picture{width_px, height_px, {}};
  for (int y = 0; y < height_px; ++y) {
    for (int x = 0; x < width_px; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        const int noise = static_cast<int>(random() % 24);
        picture.rgb.push_back(
            static_cast<std::uint8_t>((slopes[2 * c] * x + slopes[2 * c + 1] * y) % 230 + noise));
      }
    }
  }
  return picture;
}

std::size_t marker_position(const Bytes& jpeg, std::uint8_t marker, int n) {
  for (std::size_t i = 0; i + 1 < jpeg.size(); ++i) {
    if (jpeg[i] == 0xFF && jpeg[i + 1] == marker && n-- == 0) return i;
  }
  return jpeg.size();
}

Bytes without_segments(const Bytes& jpeg, std::uint8_t marker) {
  constexpr std::uint8_t start_of_scan = 0xDA;
  Bytes result(jpeg.begin(), jpeg.begin() + 2);
  std::size_t at = 2;
  while (jpeg[at + 1] != start_of_scan) {
    const std::size_t end = at + 2 + (std::size_t{jpeg[at + 2]} << 8 | jpeg[at + 3]);
    if (jpeg[at + 1] != marker) {
      result.insert(result.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(at),
                    jpeg.begin() + static_cast<std::ptrdiff_t>(end));
    }
    at = end;
  }
  result.insert(result.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(at), jpeg.end());
  return result;
}

Bytes vast_jpeg(int width_px, int height_px) {
  constexpr std::uint8_t start_of_frame = 0xC0, start_of_scan = 0xDA, first_restart = 0xD0;
  constexpr int block_px = 8, restart_markers = 8;
  // Two rows of blocks, so that a restart marker stands between them; what is before it is one row's data.
  Bytes file = encode_jpeg(random_picture(width_px, 2 * block_px, 1), {.grey = true, .restart_rows = 1});
  const std::size_t frame = marker_position(file, start_of_frame);
  file[frame + 5] = static_cast<std::uint8_t>(height_px >> 8);
  file[frame + 6] = static_cast<std::uint8_t>(height_px & 0xFF);
  const std::size_t scan = marker_position(file, start_of_scan);
  const std::size_t data = scan + 2 + file[scan + 3];
  const std::size_t end = marker_position(file, first_restart);
  const Bytes row(file.begin() + static_cast<std::ptrdiff_t>(data),
                  file.begin() + static_cast<std::ptrdiff_t>(end));
  file.resize(data);
  for (int i = 0; i < height_px / block_px; ++i) {
    if (i > 0) {
      file.push_back(0xFF);
      file.push_back(static_cast<std::uint8_t>(first_restart + (i - 1) % restart_markers));
    }
    file.insert(file.end(), row.begin(), row.end());
  }
  file.push_back(0xFF);
  file.push_back(0xD9);
  return file;
}

}  // namespace deepcars::image
