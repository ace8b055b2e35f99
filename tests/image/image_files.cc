#include "tests/image/image_files.h"

#include <initializer_list>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace deepcars::image {
namespace {

void append(void* bytes, void* data, int size) {
  const auto* begin = static_cast<const std::uint8_t*>(data);
  static_cast<Bytes*>(bytes)->insert(static_cast<Bytes*>(bytes)->end(), begin, begin + size);
}

}  // namespace

Image gradient_picture(int width_px, int height_px) {
  Image picture{width_px, height_px, {}};
  for (int y = 0; y < height_px; ++y) {
    for (int x = 0; x < width_px; ++x) {
      picture.rgb.push_back(static_cast<std::uint8_t>(255 * x / width_px));
      picture.rgb.push_back(static_cast<std::uint8_t>(255 * y / height_px));
      picture.rgb.push_back(static_cast<std::uint8_t>(128));
    }
  }
  return picture;
}

Bytes encode_jpeg(const Image& picture, int quality) {
  Bytes bytes;
  stbi_write_jpg_to_func(append, &bytes, picture.width_px, picture.height_px, 3, picture.rgb.data(), quality);
  return bytes;
}

Bytes encode_png(const Image& picture) {
  Bytes bytes;
  stbi_write_png_to_func(append, &bytes, picture.width_px, picture.height_px, 3, picture.rgb.data(), 0);
  return bytes;
}

Bytes encode_png_rgba(int width_px, int height_px, const Bytes& rgba) {
  Bytes bytes;
  stbi_write_png_to_func(append, &bytes, width_px, height_px, 4, rgba.data(), 0);
  return bytes;
}

std::string little_endian(std::size_t number, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(number >> (8 * i));
  return text;
}

std::string riff_chunk(std::string_view name, std::string_view data) {
  std::string chunk(name);
  chunk += little_endian(data.size(), 4);
  chunk += data;
  return chunk.append(data.size() % 2, '\0');
}

Bytes exif_block(int orientation, bool big_endian, int type) {
  const bool is_byte = type == 1 || type == 6, is_long = type == 4 || type == 9;
  const int value_bytes = is_byte ? 1 : is_long ? 4 : 2;
  Bytes tiff;
  const auto put = [&](std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) {
      tiff.push_back(static_cast<std::uint8_t>(value >> (8 * (big_endian ? count - 1 - i : i))));
    }
  };
  tiff.insert(tiff.end(), 2, big_endian ? 'M' : 'I');
  put(42, 2);                                                           // TIFF's number
  put(8, 4);                                                            // where the directory is
  put(1, 2);                                                            // its entries
  put(0x0112, 2), put(static_cast<std::uint32_t>(type), 2), put(1, 4);  // orientation, its type, one value
  put(static_cast<std::uint32_t>(orientation), value_bytes);  // in the first of the four value bytes
  put(0, 4 - value_bytes), put(0, 4);                         // padding; no further directory
  return tiff;
}

Bytes with_exif_orientation(const Bytes& jpeg, int orientation, bool big_endian, int type) {
  const Bytes tiff = exif_block(orientation, big_endian, type);
  const std::size_t length = 2 + 6 + tiff.size();
  Bytes result(jpeg.begin(), jpeg.begin() + 2);
  for (int byte : {0xFF, 0xE1, static_cast<int>(length >> 8), static_cast<int>(length & 0xFF)}) {
    result.push_back(static_cast<std::uint8_t>(byte));
  }
  for (char letter : {'E', 'x', 'i', 'f', '\0', '\0'}) result.push_back(static_cast<std::uint8_t>(letter));
  result.insert(result.end(), tiff.begin(), tiff.end());
  result.insert(result.end(), jpeg.begin() + 2, jpeg.end());
  return result;
}

}  // namespace deepcars::image
