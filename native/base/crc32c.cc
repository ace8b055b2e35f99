#include "native/base/crc32c.h"

#include <array>

namespace deepcars::base {
namespace {

constexpr std::uint32_t polynomial = 0x82F6'3B78;  // Lowest power in the highest bit.

/// The remainder of each byte.
constexpr std::array<std::uint32_t, 256> remainders() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1) ^ ((rest & 1) != 0 ? polynomial : 0);
    table[byte] = rest;
  }
  return table;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  static constexpr std::array<std::uint32_t, 256> table = remainders();
  std::uint32_t rest = 0xFFFF'FFFF;
  for (const char byte : bytes) rest = (rest >> 8) ^ table[(rest ^ static_cast<std::uint8_t>(byte)) & 0xFF];
  return ~rest;
}

}  // namespace deepcars::base
