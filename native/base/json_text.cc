#include "native/base/json_text.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
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
      const std::string quoted = nlohmann::json(rest.substr(0, length)).dump(-1, ' ', true);
      printable += quoted.substr(1, quoted.size() - 2);
    }
    rest.remove_prefix(length);
  }
  return printable;
}

}  // namespace deepcars::base
