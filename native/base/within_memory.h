// Where memory runs out in the middle of one photo or file, the others go on.
#pragma once

#include <new>
#include <stdexcept>
#include <string>

#include "shared/error.h"

namespace deepcars::base {

/// What work() returns, an Expected; an allocation that fails in it becomes an error that says what it was for:
/// image_too_large.
template <typename Work>
auto within_memory(const std::string& what, const Work& work) -> decltype(work()) {
  const auto no_memory = [&] {
    return failure(ErrorCode::image_too_large, what + " takes more memory than there is",
                   "close other programs, or choose a smaller one");
  };
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return no_memory();
  } catch (const std::length_error&) {
    return no_memory();
  }
}

}  // namespace deepcars::base
