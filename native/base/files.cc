#include "native/base/files.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

namespace deepcars::native {
namespace fs = std::filesystem;

Expected<std::vector<std::uint8_t>> read_file(const fs::path& path, std::uintmax_t max_bytes) {
  std::error_code status;
  if (!fs::exists(path, status)) {
    return failure(ErrorCode::file_unreadable, path.string() + " does not exist", "check the path");
  }
  if (fs::is_directory(path, status)) {
    return failure(ErrorCode::file_unreadable, path.string() + " is a folder", "name a file in it");
  }
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = in ? static_cast<std::streamoff>(in.tellg()) : -1;
  if (size < 0) {
    return failure(ErrorCode::file_unreadable, path.string() + " cannot be opened: " + std::strerror(errno),
                   "check its permissions");
  }
  if (static_cast<std::uintmax_t>(size) > max_bytes) {
    return failure(
        ErrorCode::file_too_large,
        path.string() + " has " + std::to_string(size) + " bytes, the limit is " + std::to_string(max_bytes),
        "choose a smaller file");
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  in.seekg(0);
  if (!in.read(reinterpret_cast<char*>(bytes.data()), size)) {
    return failure(ErrorCode::file_unreadable, path.string() + " cannot be read to its end",
                   "check the disk");
  }
  return bytes;
}

Expected<void> write_file(const fs::path& path, std::span<const std::uint8_t> bytes) {
  const auto fail = [&](const std::string& what) {
    return failure(ErrorCode::file_unwritable, path.string() + " cannot be written: " + what,
                   "check the folder's permissions and free space");
  };
  std::error_code status;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), status);
  if (status) return fail(status.message());

  const fs::path temporary = path.string() + ".part" + std::to_string(::getpid());
  {
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
      const std::string reason = std::strerror(errno);
      fs::remove(temporary, status);
      return fail(reason);
    }
  }
  fs::rename(temporary, path, status);
  if (status) {
    const std::string reason = status.message();
    fs::remove(temporary, status);
    return fail(reason);
  }
  return {};
}

Expected<void> write_file(const fs::path& path, std::string_view text) {
  return write_file(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace deepcars::native
