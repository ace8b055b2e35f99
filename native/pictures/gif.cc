#include <memory>

#include "native/pictures/decoders.h"

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_GIF
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace deepcars::pictures {

void decode_gif(const Request& request, Reply& reply) {
  reply.decoder = image::Decoder::stb;
  int width = 0, height = 0, channels = 0;
  const int bytes = static_cast<int>(request.bytes);
  if (stbi_info_from_memory(request.file, bytes, &width, &height, &channels) &&
      !fits(request, width, height, reply))
    return;
  const std::unique_ptr<stbi_uc, void (*)(void*)> rgba(
      stbi_load_from_memory(request.file, bytes, &width, &height, &channels, 4), stbi_image_free);
  if (!rgba || width < 1 || height < 1) {
    reply.problem = "it holds no whole frame";
    return;
  }
  reply.width_px = width;
  reply.height_px = height;
  reply.rgba.assign(rgba.get(), rgba.get() + std::size_t{4} * static_cast<std::size_t>(width) *
                                                 static_cast<std::size_t>(height));
}

}  // namespace deepcars::pictures
