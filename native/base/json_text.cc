#include "native/base/json_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string_view>

#include "shared/text.h"

namespace deepcars::base {

std::string printable_json(const std::string& json) {
  std::string printable;
  for (std::string_view rest = json; !rest.empty();) {
    const auto [code, bytes] = first_character(rest);
    const std::size_t length = std::max(bytes, std::size_t{1});
    // Below DEL, dump() has escaped what stands in texts; its own line ends stay.
    if (code < 0x7F || is_printable(code)) {
      printable += rest.substr(0, length);
    } else {
      char text[8];
      std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(code));
      printable += text;
    }
    rest.remove_prefix(length);
  }
  return printable;
}

}  // namespace deepcars::base
