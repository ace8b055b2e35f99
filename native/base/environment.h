// Numbers in environment variables.
#pragma once

#include <optional>

namespace deepcars::base {

/// The whole number that the variable holds; nothing if it is not set or holds something else.
std::optional<int> environment_number(const char* name);

}  // namespace deepcars::base
