#include "shared/image/jpeg_decoding.h"

#include <cstddef>

namespace deepcars::image {
namespace {

Decoding& decoding_of(j_common_ptr codec) { return *static_cast<Decoding*>(codec->client_data); }

[[noreturn]] void give_up(j_common_ptr codec) { std::longjmp(decoding_of(codec).escape, 1); }

/// Whether a warning means that pixels are lost. The others are about headers that nobody needs.
bool means_damage(int code) {
  switch (code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_EXTRANEOUS_DATA:
      return true;
    default:
      return false;
  }
}

/// level is -1 for a warning.
void note_message(j_common_ptr codec, int level) {
  Decoding& decoding = decoding_of(codec);
  const int code = codec->err->msg_code;
  // Bytes between header segments lose nothing.
  const auto* decoder = reinterpret_cast<const jpeg_decompress_struct*>(codec);
  if (level >= 0 || !means_damage(code) || decoder->input_scan_number == 0) return;
  if (decoding.warning == 0) decoding.warning = code;
  // Arithmetic coding can do without its last bytes, so that libjpeg does not say where they are missing.
  const bool rows_end = (code == JWRN_HIT_MARKER && decoder->unread_marker == JPEG_EOI) ||
                        (code == JWRN_JPEG_EOF && decoder->arith_code);
  // Scans after the first only refine the picture, or hold a component without which it is refused anyway.
  if (!rows_end || decoder->input_scan_number > 1) return;
  decoding.share_decoded =
      static_cast<double>(decoder->input_iMCU_row) / static_cast<double>(decoder->total_iMCU_rows);
  if (decoding.share_decoded < smallest_share_shown) give_up(codec);
}

void print_nothing(j_common_ptr) {}

/// Called between the rows, of each scan where a picture has several.
void watch_scans(j_common_ptr codec) {
  Decoding& decoding = decoding_of(codec);
  const auto* decoder = reinterpret_cast<const jpeg_decompress_struct*>(codec);
  std::int64_t blocks = 0;
  for (int i = 0; i < decoder->num_components; ++i) {
    const jpeg_component_info& component = decoder->comp_info[i];
    blocks += std::int64_t{component.width_in_blocks} * component.height_in_blocks;
  }
  if (decoder->input_scan_number * blocks > decoding.max_block_visits) {
    decoding.too_much_work = true;
    give_up(codec);
  }
  // A component of a progressive picture must at least have the scan of its blocks' means.
  if (decoder->progressive_mode && decoder->Ss != 0) return;
  for (int i = 0; i < decoder->comps_in_scan; ++i) {
    decoding.has_scan[static_cast<std::size_t>(decoder->cur_comp_info[i]->component_index)] = true;
  }
}

}  // namespace

void watch(jpeg_decompress_struct& codec, Decoding& decoding, std::int64_t max_block_visits) {
  codec.err = jpeg_std_error(&decoding.errors);
  codec.client_data = &decoding;
  decoding.errors.error_exit = give_up;
  decoding.errors.emit_message = note_message;
  decoding.errors.output_message = print_nothing;
  decoding.progress.progress_monitor = watch_scans;
  decoding.max_block_visits = max_block_visits;
  decoding.share_decoded = 1;
}

}  // namespace deepcars::image
