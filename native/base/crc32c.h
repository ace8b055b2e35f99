// CRC-32C (Castagnoli; RFC 3720, appendix B.4): the checksum of TensorBoard's event files. Written here because Debian 12
// has no package with it; zlib's crc32 has another polynomial.
#pragma once

#include <cstdint>
#include <string_view>

namespace deepcars::base {

std::uint32_t crc32c(std::string_view bytes);

}  // namespace deepcars::base
