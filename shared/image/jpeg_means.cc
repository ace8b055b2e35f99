#include "shared/image/jpeg_means.h"

#include <jerror.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace deepcars::image {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t start_of_scan = 0xDA, end_of_image = 0xD9, first_restart = 0xD0, last_restart = 0xD7;

/// Where the next marker stands that is no restart marker; the file's size if there is none.
std::size_t next_marker(Bytes jpeg, std::size_t at) {
  for (; at + 1 < jpeg.size(); ++at) {
    const std::uint8_t code = jpeg[at + 1];
    const bool in_scan = code == 0x00 || code == 0xFF || (code >= first_restart && code <= last_restart);
    if (jpeg[at] == 0xFF && !in_scan) return at;
  }
  return jpeg.size();
}

/// Whether a scan's header says that it begins behind the blocks' means (ITU-T T.81, B.2.3).
bool is_detail(Bytes header) {
  constexpr std::size_t before_components = 5, component_bytes = 2;
  if (header.size() < before_components) return false;
  const std::size_t first_coefficient = before_components + component_bytes * header[4];
  return first_coefficient < header.size() && header[first_coefficient] != 0;
}

/// What stands in for one of libjpeg's arrays of blocks.
struct MeansArray {
  JDIMENSION blocks_per_row;
  JCOEF* means;  ///< [rows, blocks_per_row]
  JBLOCKARRAY
  window;  ///< The rows of blocks that libjpeg has asked for last; their coefficients but the means are 0.
  JDIMENSION rows, max_window_rows, first_row, window_rows;
  bool is_written;
};

jvirt_barray_ptr request_means(j_common_ptr codec, int pool, boolean, JDIMENSION blocks_per_row,
                               JDIMENSION rows, JDIMENSION max_window_rows) {
  auto* array = static_cast<MeansArray*>((*codec->mem->alloc_small)(codec, pool, sizeof(MeansArray)));
  const std::size_t bytes = std::size_t{blocks_per_row} * rows * sizeof(JCOEF);
  *array = {.blocks_per_row = blocks_per_row,
            .means = static_cast<JCOEF*>((*codec->mem->alloc_large)(codec, pool, bytes)),
            .window = (*codec->mem->alloc_barray)(codec, pool, blocks_per_row, max_window_rows),
            .rows = rows,
            .max_window_rows = max_window_rows,
            .first_row = 0,
            .window_rows = 0,
            .is_written = false};
  std::memset(array->means, 0, bytes);
  return reinterpret_cast<jvirt_barray_ptr>(array);
}

/// Keeps what libjpeg has written into the window before, and shows it the rows that it asks for now.
JBLOCKARRAY access_means(j_common_ptr codec, jvirt_barray_ptr pointer, JDIMENSION first_row, JDIMENSION rows,
                         boolean writable) {
  MeansArray& array = *reinterpret_cast<MeansArray*>(pointer);
  if (rows > array.max_window_rows || first_row > array.rows || rows > array.rows - first_row)
    ERREXIT(codec, JERR_BAD_VIRTUAL_ACCESS);
  for (JDIMENSION y = 0; array.is_written && y < array.window_rows; ++y) {
    JCOEF* const means = array.means + std::size_t{array.first_row + y} * array.blocks_per_row;
    for (JDIMENSION x = 0; x < array.blocks_per_row; ++x) means[x] = array.window[y][x][0];
  }
  for (JDIMENSION y = 0; y < rows; ++y) {
    const JCOEF* const means = array.means + std::size_t{first_row + y} * array.blocks_per_row;
    std::memset(array.window[y], 0, std::size_t{array.blocks_per_row} * sizeof(JBLOCK));
    for (JDIMENSION x = 0; x < array.blocks_per_row; ++x) array.window[y][x][0] = means[x];
  }
  array.first_row = first_row;
  array.window_rows = rows;
  array.is_written = writable != FALSE;
  return array.window;
}

}  // namespace

std::vector<std::uint8_t> without_detail(Bytes jpeg) {
  std::vector<std::uint8_t> kept;
  std::size_t at = 0;
  while (at < jpeg.size()) {
    // From a marker to the next; a segment's payload is passed over, for it may hold anything.
    const std::uint8_t code = at + 1 < jpeg.size() ? jpeg[at + 1] : end_of_image;
    std::size_t end = at + 2;
    const bool has_length = code < first_restart || code > end_of_image;
    if (has_length && at + 4 <= jpeg.size()) end += std::size_t{jpeg[at + 2]} << 8 | jpeg[at + 3];
    end = std::min(end, jpeg.size());
    const Bytes header = jpeg.subspan(at, end - at);
    end = next_marker(jpeg, end);
    if (code != start_of_scan || !is_detail(header)) {
      const Bytes segment = jpeg.subspan(at, end - at);
      kept.insert(kept.end(), segment.begin(), segment.end());
    }
    if (code == end_of_image) break;
    at = end;
  }
  return kept;
}

void keep_means_only(jpeg_decompress_struct& codec) {
  codec.mem->request_virt_barray = request_means;
  codec.mem->access_virt_barray = access_means;
  codec.do_block_smoothing = FALSE;  // It would guess the detail that is left out.
}

}  // namespace deepcars::image
