#include "native/base/json_text.h"

#include <cstddef>
#include <cstdio>

namespace deepcars::base {

std::string printable_json(const std::string& json) {
  std::string printable;
  const auto byte = [&](std::size_t at) {
    return at < json.size() ? static_cast<unsigned char>(json[at]) : 0u;
  };
  for (std::size_t i = 0; i < json.size(); ++i) {
    unsigned code = byte(i);
    if (code == 0xC2 && byte(i + 1) < 0xA0) code = byte(i + 1);
    if (code == 0xE2) code = 0x2000 | (byte(i + 1) & 0x3F) << 6 | (byte(i + 2) & 0x3F);
    const bool is_control = (code >= 0x7F && code < 0xA0) || code == 0x200E || code == 0x200F ||
                            (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    if (!is_control) {
      printable += json[i];
      continue;
    }
    char text[8];
    std::snprintf(text, sizeof text, "\\u%04x", code);
    printable += text;
    i += code >= 0x2000 ? 2 : code >= 0x80 ? 1 : 0;
  }
  return printable;
}

}  // namespace deepcars::base
