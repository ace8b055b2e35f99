// Text and paths of any encoding as UTF-8, which is what JSON and the tables that we write hold.
#pragma once

#include <bit>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "shared/text.h"

namespace deepcars::base {

/// The text itself if it is UTF-8; else read as Windows-1252, in which every byte is a character.
std::string to_utf8(std::string_view text);

/// Half of a surrogate pair becomes U+FFFD; an odd byte at the end is left out.
std::string utf8_of_utf16(std::span<const std::uint8_t> bytes, std::endian order);

/// A path as text for JSON and tables: itself if it is UTF-8; else its absolute file:// URL (RFC 8089), which is ASCII.
/// path_of gives back the same file.
std::string path_text(const std::filesystem::path& path);

/// The path that a text names: a file:// URL without its percent signs; anything else as it is.
std::filesystem::path path_of(std::string_view text);

}  // namespace deepcars::base
