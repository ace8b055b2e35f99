// What is noted while libjpeg decodes a file: damage, scans without end, and the way out where it gives up.
#pragma once

#include <array>
#include <csetjmp>
#include <cstdint>
#include <cstdio>

// It needs <cstdio> before it.
#include <jpeglib.h>

// And this needs jpeglib.h.
#include <jerror.h>

namespace deepcars::image {

// A picture that ends too early is refused if less than this share of its rows is there: an answer would be one to grey.
inline constexpr double smallest_share_shown = 0.25;

/// What libjpeg reports through its error manager and its progress monitor while it decodes one file. Plain data:
/// libjpeg leaves by longjmp, past every destructor.
struct Decoding {
  jpeg_error_mgr errors;
  jpeg_progress_mgr progress;
  std::jmp_buf escape;
  std::int64_t max_block_visits;
  bool too_much_work;
  int warning;                                ///< The first message code that means damage; 0 if none did.
  double share_decoded;                       ///< The share of the rows where the data end early; else 1.
  std::array<bool, MAX_COMPONENTS> has_scan;  ///< For each component, whether a scan of it has begun.
};

/// Has a decoder report to decoding, and give up where its scans visit more blocks than that. Call it before
/// jpeg_create_decompress, and set codec.progress to decoding.progress after it.
void watch(jpeg_decompress_struct& codec, Decoding& decoding, std::int64_t max_block_visits);

/// Runs calls of libjpeg; false if one of them gave up. The calls may own nothing that a destructor must free.
template <typename Calls>
bool run(Decoding& decoding, const Calls& calls) {
  if (setjmp(decoding.escape) != 0) return false;
  calls();
  return true;
}

}  // namespace deepcars::image
