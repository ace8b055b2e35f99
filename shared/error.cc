#include "shared/error.h"

namespace deepcars {

std::string_view name(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::file_unreadable:
      return "file_unreadable";
    case ErrorCode::file_unwritable:
      return "file_unwritable";
    case ErrorCode::file_too_large:
      return "file_too_large";
    case ErrorCode::not_an_image:
      return "not_an_image";
    case ErrorCode::image_damaged:
      return "image_damaged";
    case ErrorCode::image_too_large:
      return "image_too_large";
    case ErrorCode::weights_damaged:
      return "weights_damaged";
    case ErrorCode::weights_unsupported:
      return "weights_unsupported";
    case ErrorCode::data_invalid:
      return "data_invalid";
    case ErrorCode::some_inputs_failed:
      return "some_inputs_failed";
    case ErrorCode::interrupted:
      return "interrupted";
    case ErrorCode::diverged:
      return "diverged";
    case ErrorCode::unreachable:
      return "unreachable";
    case ErrorCode::internal:
      return "internal";
  }
  return "unknown";
}

std::string Error::sentence() const { return hint.empty() ? message + "." : message + ": " + hint + "."; }

}  // namespace deepcars
