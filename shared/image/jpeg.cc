#include "shared/image/jpeg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/image/color_profile.h"
#include "shared/image/exif.h"
#include "shared/image/failures.h"
#include "shared/image/jpeg_decoding.h"
#include "shared/image/jpeg_means.h"

namespace deepcars::image {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::array<unsigned, 4> scale_denominators = {1, 2, 4, 8};

/// A libjpeg decoder of one file.
class JpegDecoder {
 public:
  /// means_only: as keep_means_only demands it; the file is without_detail.
  JpegDecoder(Bytes file, const DecodeLimits& limits, bool means_only = false)
      : file_(file), limits_(limits), means_only_(means_only) {
    watch(codec_, decoding_, limits.block_visits);
    created_ = run(decoding_, [&] {
      jpeg_create_decompress(&codec_);
      codec_.progress = &decoding_.progress;
      jpeg_mem_src(&codec_, file.data(), static_cast<unsigned long>(file.size()));
      constexpr unsigned longest_segment_bytes = 0xFFFF;
      jpeg_save_markers(&codec_, exif_marker, longest_segment_bytes);
      jpeg_save_markers(&codec_, icc_marker, longest_segment_bytes);
    });
  }
  ~JpegDecoder() { jpeg_destroy_decompress(&codec_); }
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  Expected<DecodedPhoto> decode() {
    if (!created_ || !run(decoding_, [&] { jpeg_read_header(&codec_, TRUE); })) return failed();
    if (codec_.data_precision != 8) return unsupported_precision(codec_.data_precision);
    if (auto fits = check_size(codec_.image_width, codec_.image_height, limits_.jpeg_pixels); !fits)
      return tl::unexpected(fits.error());
    if (!means_only_ && jpeg_has_multiple_scans(&codec_) && coefficient_bytes() > limits_.coefficient_bytes) {
      const std::vector<std::uint8_t> means = without_detail(file_);
      return JpegDecoder(means, limits_, true).decode();
    }
    DecodedPhoto photo;
    photo.notes.reduced_by = choose_scale();
    photo.notes.orientation = orientation();
    if (auto fits = check_size(codec_.output_width, codec_.output_height, limits_.pixels); !fits)
      return tl::unexpected(fits.error());
    codec_.out_color_space = codec_.num_components == 4 ? JCS_CMYK : JCS_RGB;
    const std::vector<std::uint8_t> profile = icc_profile();  // libjpeg forgets it when the last row is read.
    codec_.dct_method = JDCT_ISLOW;  // The one whose results are the same in every implementation.
    if (means_only_) keep_means_only(codec_);
    if (!run(decoding_, [&] { jpeg_start_decompress(&codec_); })) return failed();
    photo.picture.width_px = static_cast<int>(codec_.output_width);
    photo.picture.height_px = static_cast<int>(codec_.output_height);
    const std::size_t row_bytes = std::size_t{3} * codec_.output_width;
    if (!make_room(photo.picture.rgb, row_bytes * codec_.output_height)) return out_of_memory();
    if (!read_rows(photo.picture)) return failed();
    for (int i = 0; i < codec_.num_components; ++i) {
      if (!decoding_.has_scan[static_cast<std::size_t>(i)])
        return damaged("one of its colour components is missing");
    }
    photo.notes.damage = damage();
    convert_to_srgb(photo.picture, profile);
    photo.picture = apply_orientation(std::move(photo.picture), photo.notes.orientation);
    return photo;
  }

 private:
  static constexpr int exif_marker = JPEG_APP0 + 1, icc_marker = JPEG_APP0 + 2;

  std::size_t coefficient_bytes() const {
    std::size_t blocks = 0;
    for (int i = 0; i < codec_.num_components; ++i) {
      const jpeg_component_info& component = codec_.comp_info[i];
      blocks += std::size_t{component.width_in_blocks} * component.height_in_blocks;
    }
    return blocks * sizeof(JBLOCK);
  }

  /// Sets the largest scale at which the picture has few enough pixels, and returns by what it divides the sides.
  int choose_scale() {
    for (const unsigned denominator : scale_denominators) {
      if (means_only_ && denominator != scale_denominators.back()) continue;
      codec_.scale_num = 1;
      codec_.scale_denom = denominator;
      if (!run(decoding_, [&] { jpeg_calc_output_dimensions(&codec_); })) break;
      if (std::int64_t{codec_.output_width} * codec_.output_height <= limits_.pixels) break;
    }
    return static_cast<int>(codec_.scale_denom);
  }

  int orientation() const {
    constexpr std::string_view exif_name("Exif\0\0", 6);
    for (const jpeg_marker_struct* segment = codec_.marker_list; segment; segment = segment->next) {
      const std::string_view data(reinterpret_cast<const char*>(segment->data), segment->data_length);
      if (segment->marker == exif_marker && data.starts_with(exif_name))
        return exif_orientation(Bytes(segment->data, segment->data_length).subspan(exif_name.size()));
    }
    return 1;
  }

  /// The file's colour profile; empty if it has none.
  std::vector<std::uint8_t> icc_profile() {
    JOCTET* profile = nullptr;
    unsigned bytes = 0;
    if (!run(decoding_, [&] { jpeg_read_icc_profile(&codec_, &profile, &bytes); })) return {};
    std::vector<std::uint8_t> result(profile, profile + bytes);
    std::free(profile);
    return result;
  }

  /// Fills the picture's rows, and reads the file to its end.
  bool read_rows(Image& picture) {
    const bool is_cmyk = codec_.out_color_space == JCS_CMYK;
    std::vector<std::uint8_t> cmyk(is_cmyk ? std::size_t{4} * codec_.output_width : 0);
    const std::size_t row_bytes = std::size_t{3} * codec_.output_width;
    return run(decoding_, [&] {
      while (codec_.output_scanline < codec_.output_height) {
        std::uint8_t* const rgb = picture.rgb.data() + row_bytes * codec_.output_scanline;
        JSAMPROW row = is_cmyk ? cmyk.data() : rgb;
        jpeg_read_scanlines(&codec_, &row, 1);
        if (is_cmyk) convert_cmyk(row, rgb);
      }
      jpeg_finish_decompress(&codec_);
    });
  }

  /// A row without a colour profile. Adobe's programs store the inks inverted.
  void convert_cmyk(const std::uint8_t* cmyk, std::uint8_t* rgb) const {
    const unsigned inverted = codec_.saw_Adobe_marker ? 0 : 255;
    for (unsigned x = 0; x < codec_.output_width; ++x, cmyk += 4, rgb += 3) {
      const unsigned paper = cmyk[3] ^ inverted;
      for (int c = 0; c < 3; ++c)
        rgb[c] = static_cast<std::uint8_t>(((cmyk[c] ^ inverted) * paper + 127) / 255);
    }
  }

  /// What is wrong with a file of which something can be shown; empty if nothing is.
  std::string damage() const {
    const long percent = std::lround(100 * (1 - decoding_.share_decoded));
    const std::string missing =
        percent > 0 ? ": " + std::to_string(percent) + " % of its rows are missing" : std::string();
    switch (decoding_.warning) {
      case 0:
        return "";
      case JWRN_JPEG_EOF:
        return "it ends too early" + missing;
      case JWRN_MUST_RESYNC:
        return "some of its data are missing";
      default:
        return "some of its data are wrong" + missing;
    }
  }

  /// The failure that made libjpeg give up.
  tl::unexpected<Error> failed() {
    if (decoding_.too_much_work) {
      return failure(ErrorCode::image_too_large,
                     "the picture is stored in " + std::to_string(codec_.input_scan_number) +
                         " or more scans, which take too long to decode",
                     "save it again as a usual JPEG");
    }
    if (decoding_.share_decoded < smallest_share_shown) {
      return damaged("it ends too early: only " + std::to_string(std::lround(100 * decoding_.share_decoded)) +
                     " % of its rows are there");
    }
    switch (decoding_.errors.msg_code) {
      case JERR_OUT_OF_MEMORY:
        return out_of_memory();
      case JERR_BAD_PRECISION:
        return unsupported_precision(decoding_.errors.msg_parm.i[0]);
      case JERR_SOF_UNSUPPORTED:
        return unsupported_frame(decoding_.errors.msg_parm.i[0]);
      case JERR_NO_QUANT_TABLE:
        return damaged("a quantisation table is missing");
      case JERR_NO_HUFF_TABLE:
        return damaged("a Huffman table is missing");
      case JERR_BAD_HUFF_TABLE:
        return damaged("a Huffman table is wrong");
      case JERR_IMAGE_TOO_BIG:
        return tl::unexpected(
            check_size(codec_.image_width, codec_.image_height, limits_.jpeg_pixels).error());
      case JERR_NO_IMAGE:
      case JERR_SOF_NO_SOS:
      case JERR_INPUT_EMPTY:
      case JERR_INPUT_EOF:
        return damaged("it ends before the picture begins");
      case JERR_CONVERSION_NOTIMPL:
        return unsupported_kind(std::to_string(codec_.num_components) + " colour components");
      default: {
        std::array<char, JMSG_LENGTH_MAX> text{};
        decoding_.errors.format_message(reinterpret_cast<j_common_ptr>(&codec_), text.data());
        return damaged(std::string("libjpeg says: ") + text.data());
      }
    }
  }

  tl::unexpected<Error> out_of_memory() const { return no_memory(codec_.image_width, codec_.image_height); }

  static tl::unexpected<Error> unsupported_kind(const std::string& kind) {
    return unsupported("this kind of JPEG (" + kind + ")", "a usual JPEG");
  }
  static tl::unexpected<Error> unsupported_precision(int bits) {
    return unsupported_kind(std::to_string(bits) + " bits");
  }
  /// marker: the second byte of the frame header's (ITU-T T.81, table B.1).
  static tl::unexpected<Error> unsupported_frame(int marker) {
    constexpr int lossless = 0xC3, arithmetic_lossless = 0xCB;
    const bool is_lossless = marker == lossless || marker == arithmetic_lossless;
    return unsupported_kind(is_lossless ? "lossless" : "hierarchical");
  }

  Bytes file_;
  DecodeLimits limits_;
  bool means_only_;
  jpeg_decompress_struct codec_ = {};
  Decoding decoding_ = {};
  bool created_ = false;
};

}  // namespace

Expected<DecodedPhoto> decode_jpeg(Bytes file, const DecodeLimits& limits) {
  return JpegDecoder(file, limits).decode();
}

}  // namespace deepcars::image
