#include <libheif/heif.h>

#include <algorithm>
#include <memory>

#include "native/pictures/decoders.h"

namespace deepcars::pictures {

void decode_heif(const Request& request, Reply& reply) {
  reply.decoder = image::Decoder::libheif;
  const auto failed = [&](const heif_error& error) {
    if (error.code == heif_error_Ok) return false;
    // Without a plug-in for the codec there is no decoder, which is no fault of the file.
    const bool no_decoder =
        error.code == heif_error_Unsupported_filetype || error.code == heif_error_Unsupported_feature;
    if (!no_decoder) reply.problem = error.message;
    return true;
  };
  const std::unique_ptr<heif_context, void (*)(heif_context*)> context(heif_context_alloc(),
                                                                       heif_context_free);
  if (failed(heif_context_read_from_memory_without_copy(context.get(), request.file, request.bytes, nullptr)))
    return;
  heif_image_handle* primary = nullptr;
  if (failed(heif_context_get_primary_image_handle(context.get(), &primary))) return;
  const std::unique_ptr<heif_image_handle, void (*)(const heif_image_handle*)> handle(
      primary, heif_image_handle_release);
  if (!fits(request, heif_image_handle_get_width(primary), heif_image_handle_get_height(primary), reply))
    return;
  heif_image* pixels = nullptr;
  if (failed(heif_decode_image(primary, &pixels, heif_colorspace_RGB, heif_chroma_interleaved_RGBA, nullptr)))
    return;
  const std::unique_ptr<heif_image, void (*)(const heif_image*)> picture(pixels, heif_image_release);
  if (!fits(request, heif_image_get_width(pixels, heif_channel_interleaved),
            heif_image_get_height(pixels, heif_channel_interleaved), reply))
    return;
  if (const std::size_t bytes = heif_image_handle_get_raw_color_profile_size(primary); bytes > 0) {
    reply.icc_profile.resize(bytes);
    if (failed(heif_image_handle_get_raw_color_profile(primary, reply.icc_profile.data()))) return;
  }
  int stride = 0;
  const std::uint8_t* const rows = heif_image_get_plane_readonly(pixels, heif_channel_interleaved, &stride);
  const std::size_t row_bytes = std::size_t{4} * static_cast<std::size_t>(reply.width_px);
  reply.rgba.resize(row_bytes * static_cast<std::size_t>(reply.height_px));
  for (int y = 0; y < reply.height_px; ++y) {
    std::copy_n(rows + std::ptrdiff_t{y} * stride, row_bytes,
                reply.rgba.begin() + static_cast<std::ptrdiff_t>(row_bytes) * y);
  }
}

}  // namespace deepcars::pictures
