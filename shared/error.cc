#include "shared/error.h"

#include <cstddef>

#include "shared/text.h"

namespace deepcars {
namespace {

constexpr std::size_t longest_line_bytes = 1000;
constexpr std::string_view omission = " ... ";

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

/// The length in bytes of the printable UTF-8 character at the text's start, or 0 if there is none.
std::size_t printable_length(std::string_view text) {
  const auto [code, bytes] = first_character(text);
  return is_printable(code) ? bytes : 0;
}

/// "\x1B".
std::string escaped(unsigned char byte) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return std::string("\\x") + digits[byte >> 4] + digits[byte & 0xF];
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const std::size_t length = printable_length(text);
    line += length == 0 ? escaped(byte_at(text, 0)) : std::string(text.substr(0, length));
    text.remove_prefix(length == 0 ? 1 : length);
  }
  if (line.size() <= longest_line_bytes) return line;
  const auto starts_character = [&](std::size_t at) { return (byte_at(line, at) & 0xC0) != 0x80; };
  constexpr std::size_t longest_end_bytes = (longest_line_bytes - omission.size()) / 2;
  std::size_t head = longest_end_bytes, tail = line.size() - longest_end_bytes;
  while (!starts_character(head)) --head;
  while (!starts_character(tail)) ++tail;
  return line.substr(0, head).append(omission).append(line, tail);
}

Error::Error(ErrorCode error_code, std::string_view what, std::string_view what_to_do)
    : code(error_code), message(one_line(what)), hint(one_line(what_to_do)) {}

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
    case ErrorCode::image_unsupported:
      return "image_unsupported";
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
