#include "native/base/environment.h"

#include <charconv>
#include <cstdlib>
#include <cstring>

namespace deepcars::native {

std::optional<int> environment_number(const char* name) {
  const char* text = std::getenv(name);
  int number = 0;
  if (text == nullptr) return std::nullopt;
  const char* end = text + std::strlen(text);
  const auto parsed = std::from_chars(text, end, number);
  return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(number) : std::nullopt;
}

}  // namespace deepcars::native
