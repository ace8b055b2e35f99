// Errors as values: everything in shared/ that can fail on its input returns Expected<T>.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace deepcars {

/// What kind of thing went wrong. Callers branch on this; people read message and hint.
enum class ErrorCode {
  invalid_argument,     ///< A value handed in is outside its documented range.
  file_unreadable,      ///< A file is missing or cannot be opened or read.
  file_unwritable,      ///< A file cannot be created, written or renamed.
  file_too_large,       ///< A file has more bytes than the limit.
  not_an_image,         ///< The bytes are no picture that can be decoded here.
  image_damaged,        ///< It is a JPEG or PNG, but too little of it can be decoded.
  image_unsupported,    ///< It is a JPEG or PNG of a rare kind that is not decoded.
  image_too_large,      ///< The picture has more pixels than the limit.
  weights_damaged,      ///< A weight file is truncated, overlapping, or holds NaN.
  weights_unsupported,  ///< A weight file is whole, but of a version or kind this program does not know.
  data_invalid,         ///< A table, folder or row of training data cannot be used.
  some_inputs_failed,   ///< Some inputs could not be used; the work on the others is done and written.
  interrupted,          ///< Somebody asked the program to stop; the same command resumes.
  diverged,             ///< Training produced a loss that is not a finite number.
  unreachable,          ///< Another process or machine did not answer, or was lost.
  internal,             ///< A library refused what it should have accepted: a fault of this program.
};

/// The code's own name, for example "image_damaged": what JSON output and the page's messages carry.
std::string_view name(ErrorCode code);

/// One failure: what and where it happened (message) and what a person can do about it (hint). Both are made
/// fit to show, since they may quote a hostile file: see one_line.
struct Error {
  Error(ErrorCode error_code, std::string_view what, std::string_view what_to_do = "");

  ErrorCode code;
  std::string message;  ///< One clause without a final full stop: "photo.jpg is not a JPEG or PNG picture".
  std::string hint;     ///< One clause in the imperative, or empty: "choose a .jpg or .png file".

  /// "message: hint." as one sentence for a person.
  std::string sentence() const;
};

template <typename T>
using Expected = tl::expected<T, Error>;

/// Shorthand for returning a failure from a function whose result is Expected<T>.
inline tl::unexpected<Error> failure(ErrorCode code, std::string_view message, std::string_view hint = "") {
  return tl::unexpected<Error>(Error(code, message, hint));
}

/// The text as one printable line of at most 1000 bytes: control characters, marks that turn the direction of
/// writing, and bytes that are not UTF-8 become "\x1B" and the like, and of a longer text the middle is left out. Whatever
/// comes from a file or a command line is printed through it, and every Error is.
std::string one_line(std::string_view text);

}  // namespace deepcars
