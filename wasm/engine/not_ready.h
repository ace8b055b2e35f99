// What the engine answers when a call comes before the model or the photo that it needs.
#pragma once

#include "shared/error.h"

namespace deepcars::wasm {

inline tl::unexpected<Error> not_ready() {
  return failure(ErrorCode::invalid_argument, "there is no photo to work on yet", "choose a photo first");
}

}  // namespace deepcars::wasm
