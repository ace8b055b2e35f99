// Photos on disk: which files are photos, which lie below a folder, and reading one.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "shared/error.h"
#include "shared/image/decode.h"

namespace deepcars::base {

/// The ends of names that make a file in a folder a photo, in letters of any case: those of the formats that
/// decode_photo knows.
inline constexpr std::array<std::string_view, 13> photo_extensions = {
    ".jpg",  ".jpeg", ".jpe", ".jfif", ".png",  ".webp", ".tif",
    ".tiff", ".bmp",  ".gif", ".avif", ".heic", ".heif"};

/// Whether a name ends in one of photo_extensions.
bool has_photo_extension(const std::filesystem::path& path);

/// Whether a name is that of something which people did not put there: hidden (".DS_Store", the "._photo.jpg" that
/// macOS writes beside photo.jpg, ".thumbnails"), "__MACOSX" of its archives, or the "@eaDir" of a disk station.
bool is_leftover(const std::filesystem::path& path);

/// What a folder holds.
struct PhotoFiles {
  std::vector<std::filesystem::path> files;  ///< Sorted by path.
  std::vector<Error> unreadable;  ///< One for each folder below that cannot be listed; it names the folder.
};

/// The regular files with a photo's extension in a folder and below, without leftovers. Errors: file_unreadable if the
/// folder itself cannot be listed.
Expected<PhotoFiles> photo_files(const std::filesystem::path& folder);

/// The folders directly in a folder, without leftovers, sorted. Errors: file_unreadable if it cannot be listed.
Expected<std::vector<std::filesystem::path>> subfolders(const std::filesystem::path& folder);

/// Reads one photo and decodes it by decode_photo. Errors: file_unreadable and those of decode_photo; each names the
/// file.
Expected<image::DecodedPhoto> read_decoded_photo(const std::filesystem::path& path);

/// Its picture alone.
Expected<image::Image> read_photo(const std::filesystem::path& path);

}  // namespace deepcars::base
