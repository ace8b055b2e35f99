// Reads files, and pipes that somebody names: `--csv <(...)`, /dev/stdin.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>

#include "native/base/files.h"
#include "native/base/interrupts.h"

namespace deepcars::base {
namespace fs = std::filesystem;
namespace {

/// How long a pipe may have no writer before it counts as forgotten.
constexpr auto longest_wait_for_writer = std::chrono::seconds(2);
/// How often a wait looks whether somebody wants the program to stop.
constexpr int look_every_ms = 100;

class OpenFile {
 public:
  explicit OpenFile(const fs::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

tl::unexpected<Error> unreadable(const fs::path& path, const std::string& how, const std::string& hint) {
  return failure(ErrorCode::file_unreadable, path.string() + " " + how, hint);
}

tl::unexpected<Error> too_large(const fs::path& path, const std::string& bytes, std::uintmax_t max_bytes) {
  return failure(ErrorCode::file_too_large,
                 path.string() + " has " + bytes + " bytes, the limit is " + std::to_string(max_bytes),
                 "choose a smaller file");
}

/// Waits until there is something to read, or a while. Returns whether the last writer has gone. Errors: interrupted.
Expected<bool> wait_for_bytes(const fs::path& path, int descriptor) {
  pollfd waiting = {.fd = descriptor, .events = POLLIN, .revents = 0};
  ::poll(&waiting, 1, look_every_ms);
  if (!interrupted()) return (waiting.revents & POLLHUP) != 0;
  return failure(ErrorCode::interrupted, "interrupted while reading " + path.string(),
                 "run the same command again");
}

/// Reads to the end. A pipe is at its end when its last writer has closed it; one that never had a writer is an error.
Expected<std::vector<std::uint8_t>> read_all(const fs::path& path, const OpenFile& file,
                                             std::size_t expected_bytes, bool is_pipe,
                                             std::uintmax_t max_bytes) {
  constexpr std::size_t step = std::size_t{1} << 16;
  const auto give_up = std::chrono::steady_clock::now() + longest_wait_for_writer;
  bool had_writer = !is_pipe;
  std::vector<std::uint8_t> bytes;
  std::size_t filled = 0;
  for (;;) {
    // One byte more than expected, to meet the end without growing.
    if (filled == bytes.size())
      bytes.resize(std::max(filled == 0 ? expected_bytes + 1 : filled + filled / 2, filled + step));
    const ssize_t got = ::read(file.descriptor(), bytes.data() + filled, bytes.size() - filled);
    if (got > 0) {
      had_writer = true;
      filled += static_cast<std::size_t>(got);
      if (filled > max_bytes) return too_large(path, "more than " + std::to_string(max_bytes), max_bytes);
    } else if (got == 0 && had_writer) {
      break;
    } else if (got == 0 || errno == EAGAIN || errno == EINTR) {
      if (got == 0 && std::chrono::steady_clock::now() > give_up)
        return unreadable(path, "is a pipe that nothing writes into",
                          "start its writer first, or name a file");
      const auto hung_up = wait_for_bytes(path, file.descriptor());
      if (!hung_up) return tl::unexpected(hung_up.error());
      had_writer = had_writer || *hung_up;
    } else {
      return unreadable(path, std::string("cannot be read to its end: ") + std::strerror(errno),
                        "check the disk");
    }
  }
  if (filled < expected_bytes) return unreadable(path, "cannot be read to its end", "check the disk");
  bytes.resize(filled);
  return bytes;
}

}  // namespace

Expected<std::vector<std::uint8_t>> read_file(const fs::path& path, std::uintmax_t max_bytes) {
  if (path.native().find('\0') != std::string::npos)
    return unreadable(path, "has a NUL byte in its name", "correct the path");
  const OpenFile file(path);
  struct stat status = {};
  if (file.descriptor() < 0 || ::fstat(file.descriptor(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return unreadable(path, "does not exist", "check the path");
    return unreadable(path, std::string("cannot be opened: ") + std::strerror(errno),
                      "check the path and its permissions");
  }
  if (S_ISDIR(status.st_mode)) return unreadable(path, "is a folder", "name a file in it");
  const bool is_pipe = S_ISFIFO(status.st_mode);
  if (!S_ISREG(status.st_mode) && !is_pipe)
    return unreadable(path, "is a device or a terminal", "name a file or a pipe");
  const auto size = is_pipe ? std::uintmax_t{0} : static_cast<std::uintmax_t>(status.st_size);
  if (is_pipe) max_bytes = std::min(max_bytes, max_stream_bytes);
  if (size > max_bytes) return too_large(path, std::to_string(size), max_bytes);
  return read_all(path, file, static_cast<std::size_t>(size), is_pipe, max_bytes);
}

}  // namespace deepcars::base
