// Our decode of JPEG and PNG against OpenCV's, on files that both accept whole: the same pixels.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <opencv2/imgcodecs.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "shared/image/decode.h"
#include "shared/image/exif.h"
#include "shared/image/file_format.h"
#include "shared/image/over_white.h"
#include "tests/fuzz/fuzz.h"

using namespace deepcars;

namespace {

// No tolerance: both use libjpeg-turbo with the same inverse transform, and PNG loses nothing. Colour profiles, inks
// (CMYK) and a transparent colour of grey pictures are left out, since OpenCV has other rules for them.

/// For fuzzing; a replay has those of the program.
constexpr image::DecodeLimits narrow = {
    .pixels = 1 << 18, .jpeg_pixels = 1 << 20, .coefficient_bytes = 4 << 20, .block_visits = 1 << 18};

bool contains(fuzz::Bytes file, std::string_view word) {
  return std::search(file.begin(), file.end(), word.begin(), word.end()) != file.end();
}

/// A PNG whose chunks have the checksums that libpng demands; after a mutation they have not.
std::vector<std::uint8_t> with_checksums(fuzz::Bytes png) {
  constexpr std::size_t signature_bytes = 8, head_bytes = 8, checksum_bytes = 4;
  std::vector<std::uint8_t> file(png.begin(), png.end());
  for (std::size_t at = signature_bytes; at + head_bytes + checksum_bytes <= file.size();) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8 | file[at + i];
    if (length > file.size() - at - head_bytes - checksum_bytes) break;
    const std::size_t end = at + head_bytes + length;
    const auto sum = crc32(0, file.data() + at + 4, static_cast<uInt>(4 + length));
    for (std::size_t i = 0; i < 4; ++i) file[end + i] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
    at = end + checksum_bytes;
  }
  return file;
}

/// Whether a frame header of a JPEG has more components than three.
bool has_inks(fuzz::Bytes jpeg) {
  for (std::size_t i = 0; i + 9 < jpeg.size(); ++i) {
    const bool is_frame = jpeg[i] == 0xFF && jpeg[i + 1] >= 0xC0 && jpeg[i + 1] <= 0xCF &&
                          jpeg[i + 1] != 0xC4 && jpeg[i + 1] != 0xC8 && jpeg[i + 1] != 0xCC;
    if (is_frame && jpeg[i + 9] > 3) return true;
  }
  return false;
}

bool is_grey_with_a_transparent_colour(fuzz::Bytes png) {
  constexpr std::size_t color_type_at = 25;
  return png.size() > color_type_at && png[color_type_at] == 0 && contains(png, "tRNS");
}

/// OpenCV's picture as ours are, before orientation; nothing if it refuses the file.
std::optional<image::Image> decode_by_opencv(const std::vector<std::uint8_t>& file, bool is_png) {
  const cv::Mat read = cv::imdecode(
      file, is_png ? int{cv::IMREAD_UNCHANGED} : cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
  if (read.empty()) return std::nullopt;
  const int channels = read.channels();
  std::vector<std::uint8_t> rgba;
  for (int y = 0; y < read.rows; ++y) {
    for (int x = 0; x < read.cols; ++x) {
      const auto channel = [&](int c) {
        const int at = x * channels + c;
        return static_cast<std::uint8_t>(read.depth() == CV_16U ? read.ptr<std::uint16_t>(y)[at] >> 8
                                                                : read.ptr<std::uint8_t>(y)[at]);
      };
      const bool is_grey = channels == 1;
      for (int c = 2; c >= 0; --c) rgba.push_back(channel(is_grey ? 0 : c));
      rgba.push_back(channels == 4 ? channel(3) : std::uint8_t{255});
    }
  }
  image::Image picture{read.cols, read.rows, {}};
  fuzz::require(image::over_white(rgba, picture.rgb), "no memory");
  return picture;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Bytes input(data, size);
  const image::FileFormat format = image::file_format(input).format;
  const bool is_png = format == image::FileFormat::png;
  if (!is_png && format != image::FileFormat::jpeg) return 0;
  const std::vector<std::uint8_t> file =
      is_png ? with_checksums(input) : std::vector(input.begin(), input.end());
  if (contains(file, is_png ? "iCCP" : "ICC_PROFILE")) return 0;
  if (is_png ? is_grey_with_a_transparent_colour(file) : has_inks(file)) return 0;

  const auto ours = image::decode(file, fuzz::with_limits_of_program() ? image::DecodeLimits{} : narrow);
  if (!fuzz::answered(ours) || !ours->notes.damage.empty() || ours->notes.reduced_by != 1) return 0;
  auto theirs = decode_by_opencv(file, is_png);
  if (!theirs) return 0;
  const image::Image upright = image::apply_orientation(*std::move(theirs), ours->notes.orientation);
  const image::Image& picture = ours->picture;
  fuzz::require(upright.width_px == picture.width_px && upright.height_px == picture.height_px,
                "OpenCV's picture has another size");
  const auto [other, own] = std::mismatch(upright.rgb.begin(), upright.rgb.end(), picture.rgb.begin());
  if (other == upright.rgb.end()) return 0;
  const auto at = (other - upright.rgb.begin()) / 3;
  fuzz::require(false, "OpenCV has " + std::to_string(*other) + ", not " + std::to_string(*own) +
                           ", at column " + std::to_string(at % picture.width_px) + ", row " +
                           std::to_string(at / picture.width_px));
  return 0;
}
