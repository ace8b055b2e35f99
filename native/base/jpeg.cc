#include "native/base/jpeg.h"

#include <turbojpeg.h>

#include <memory>
#include <string>

namespace deepcars::base {
namespace {

struct Destroy {
  void operator()(void* codec) const { tjDestroy(codec); }
};
using Codec = std::unique_ptr<void, Destroy>;

struct Free {
  void operator()(unsigned char* bytes) const { tjFree(bytes); }
};

}  // namespace

Expected<std::vector<std::uint8_t>> encode_jpeg(const image::Image& picture, int quality) {
  const Codec codec(tjInitCompress());
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  const int failed = tjCompress2(codec.get(), picture.rgb.data(), picture.width_px, 0, picture.height_px,
                                 TJPF_RGB, &bytes, &size, TJSAMP_420, quality, TJFLAG_ACCURATEDCT);
  const std::unique_ptr<unsigned char, Free> owner(bytes);
  if (failed) {
    return failure(ErrorCode::invalid_argument,
                   "a picture of " + std::to_string(picture.width_px) + " x " +
                       std::to_string(picture.height_px) +
                       " pixels cannot be written as JPEG: " + tjGetErrorStr2(codec.get()),
                   "choose a smaller picture");
  }
  return std::vector<std::uint8_t>(bytes, bytes + size);
}

Expected<image::Image> decode_own_jpeg(std::span<const std::uint8_t> file) {
  const Codec codec(tjInitDecompress());
  image::Image picture;
  int chroma = 0, colors = 0;
  bool decoded = tjDecompressHeader3(codec.get(), file.data(), file.size(), &picture.width_px,
                                     &picture.height_px, &chroma, &colors) == 0;
  if (decoded) {
    picture.rgb.resize(static_cast<std::size_t>(picture.width_px) *
                       static_cast<std::size_t>(picture.height_px) * 3);
    decoded = tjDecompress2(codec.get(), file.data(), file.size(), picture.rgb.data(), picture.width_px, 0,
                            picture.height_px, TJPF_RGB, TJFLAG_ACCURATEDCT) == 0;
  }
  if (decoded) return picture;
  return failure(ErrorCode::internal,
                 std::string("a JPEG that was just written cannot be read: ") + tjGetErrorStr2(codec.get()),
                 "report it as a fault of deepCars");
}

}  // namespace deepcars::base
