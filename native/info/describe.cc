#include "native/info/describe.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "native/base/files.h"
#include "native/info/folders.h"
#include "native/info/json_files.h"
#include "native/info/photo.h"
#include "native/info/tables.h"
#include "native/info/weights.h"
#include "shared/image/file_format.h"

namespace deepcars::info {
namespace fs = std::filesystem;
namespace {

using Bytes = std::span<const std::uint8_t>;

bool starts_with(Bytes file, std::string_view start) {
  return file.size() >= start.size() && std::memcmp(file.data(), start.data(), start.size()) == 0;
}

/// A length whose upper half is empty, then the header: a JSON object.
bool looks_like_safetensors(Bytes file) {
  constexpr std::size_t header_at = 8;
  return file.size() > header_at && file[header_at] == '{' &&
         std::all_of(&file[4], &file[header_at], [](std::uint8_t byte) { return byte == 0; });
}

bool looks_like_json(Bytes file) {
  const auto first = std::find_if(file.begin(), file.end(), [](std::uint8_t byte) {
    return byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n';
  });
  return first != file.end() && (*first == '{' || *first == '[');
}

bool looks_like_text(Bytes file) { return std::find(file.begin(), file.end(), 0) == file.end(); }

}  // namespace

bool is_there(const fs::path& path) {
  std::error_code status;
  return fs::exists(path, status);
}

tl::unexpected<Error> not_ours(const fs::path& path, const std::string& found) {
  return failure(
      ErrorCode::data_invalid, path.string() + " is " + found,
      "name a model or another .safetensors, a checkpoint, a .pth, an index CSV, a photo, a JSON file that "
      "deepCars wrote, or the folder of a training run, sweep, cross-validation or report");
}

Expected<Description> describe(const fs::path& path) {
  std::error_code status;
  if (fs::is_directory(path, status)) return describe_folder(path);
  const auto file = base::read_file(path);
  if (!file) return tl::unexpected(file.error());
  if (image::file_format(*file).format != image::FileFormat::other) return describe_photo(path, *file);
  if (looks_like_safetensors(*file)) return describe_safetensors(path, *file);
  if (starts_with(*file, "PK\x03\x04") || starts_with(*file, "\x80")) return describe_torch_file(path, *file);
  if (file->empty()) return not_ours(path, "an empty file");
  if (!looks_like_text(*file)) return not_ours(path, "a binary file of another kind");
  return looks_like_json(*file) ? describe_json(path) : describe_table(path);
}

}  // namespace deepcars::info
