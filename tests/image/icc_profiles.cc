#include "tests/image/icc_profiles.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace deepcars::image {
namespace {

void put(Bytes& bytes, std::uint32_t value, int count = 4) {
  for (int i = count - 1; i >= 0; --i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put(Bytes& bytes, std::string_view text) { bytes.insert(bytes.end(), text.begin(), text.end()); }

std::uint32_t fixed(double value) {
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(65536 * value)));
}

}  // namespace

Bytes profile(const Columns& columns, const Bytes& curve) {
  constexpr std::size_t header_bytes = 128, color_space = 16;
  constexpr std::uint32_t tags = 6, first_data = 128 + 4 + tags * 12, column_bytes = 20;
  Bytes icc(header_bytes, 0);
  const std::string_view spaces = "RGB XYZ ";
  std::copy(spaces.begin(), spaces.end(), icc.begin() + color_space);
  put(icc, tags);
  constexpr std::array<std::string_view, 3> column_tags = {"rXYZ", "gXYZ", "bXYZ"},
                                            curve_tags = {"rTRC", "gTRC", "bTRC"};
  for (std::uint32_t c = 0; c < 3; ++c) {
    put(icc, column_tags[c]), put(icc, first_data + c * column_bytes), put(icc, column_bytes);
    put(icc, curve_tags[c]), put(icc, first_data + 3 * column_bytes);
    put(icc, static_cast<std::uint32_t>(curve.size()));
  }
  for (const auto& column : columns) {
    put(icc, "XYZ "), put(icc, 0);
    for (const double value : column) put(icc, fixed(value));
  }
  icc.insert(icc.end(), curve.begin(), curve.end());
  return icc;
}

Bytes srgb_curve() {
  Bytes curve;
  put(curve, "para"), put(curve, 0), put(curve, 3, 2), put(curve, 0, 2);
  for (const double value : {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}) put(curve, fixed(value));
  return curve;
}

Bytes gamma_curve(double gamma) {
  Bytes curve;
  put(curve, "curv"), put(curve, 0), put(curve, 1),
      put(curve, static_cast<std::uint32_t>(std::lround(256 * gamma)), 2);
  return curve;
}

Bytes with_icc_profile(Bytes jpeg, const Bytes& icc) {
  Bytes segment = {0xFF, 0xE2};
  put(segment, static_cast<std::uint32_t>(2 + 14 + icc.size()), 2);
  put(segment, std::string_view("ICC_PROFILE\0\1\1", 14));
  segment.insert(segment.end(), icc.begin(), icc.end());
  jpeg.insert(jpeg.begin() + 2, segment.begin(), segment.end());
  return jpeg;
}

}  // namespace deepcars::image
