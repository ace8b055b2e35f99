#include "native/base/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

namespace deepcars::base {
namespace fs = std::filesystem;
namespace {

/// The temporary file of one path, for one process at a time. Its name is always the same, so that what a
/// killed process leaves is overwritten by the next one; the system ends a killed process's lock. Where files
/// cannot be locked, or not be made, it goes without: writing will say what is wrong.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& path) : name_(path.string() + ".part") {
    for (int attempt = 0; attempt < 100; ++attempt) {
      close_file();
      file_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
      if (file_ < 0 || ::flock(file_, LOCK_EX) != 0 || still_has_its_name()) return;
    }
  }
  ~TemporaryFile() { close_file(); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const fs::path& name() const { return name_; }

 private:
  /// Not if the process that had the lock before has renamed it.
  bool still_has_its_name() const {
    struct stat ours = {}, named = {};
    return ::fstat(file_, &ours) == 0 && ::stat(name_.c_str(), &named) == 0 && ours.st_dev == named.st_dev &&
           ours.st_ino == named.st_ino;
  }
  void close_file() {
    if (file_ >= 0) ::close(file_);
    file_ = -1;
  }

  fs::path name_;
  int file_ = -1;
};

}  // namespace

Expected<void> write_file(const fs::path& path, std::span<const std::uint8_t> bytes) {
  const auto fail = [&](const std::string& what) {
    return failure(ErrorCode::file_unwritable, path.string() + " cannot be written: " + what,
                   "check the folder's permissions and free space");
  };
  std::error_code status;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), status);
  if (status) return fail(status.message());

  const TemporaryFile temporary(path);
  {
    std::ofstream out(temporary.name(), std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
      const std::string reason = std::strerror(errno);
      fs::remove(temporary.name(), status);
      return fail(reason);
    }
  }
  fs::rename(temporary.name(), path, status);
  if (status) {
    const std::string reason = status.message();
    fs::remove(temporary.name(), status);
    return fail(reason);
  }
  return {};
}

Expected<void> write_file(const fs::path& path, std::string_view text) {
  return write_file(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace deepcars::base
