#include "native/base/environment.h"

#include <cstdlib>

#include "native/base/text.h"

namespace deepcars::base {

std::optional<int> environment_number(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::nullopt : parse_integer(text);
}

}  // namespace deepcars::base
