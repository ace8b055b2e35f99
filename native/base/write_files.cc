// The one way by which files are written; see files.h.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "native/base/file_handle.h"
#include "native/base/files.h"
#include "native/base/interrupts.h"

namespace deepcars::base {
namespace fs = std::filesystem;
namespace {

tl::unexpected<Error> unwritable(const fs::path& path, const std::string& what,
                                 const char* what_to_do = "check the folder's permissions and free space") {
  return failure(ErrorCode::file_unwritable, path.string() + " cannot be written: " + what, what_to_do);
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool write_all(int file, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

/// What an output's path leads to.
struct Target {
  fs::path named;                       ///< As it was given: for sentences.
  fs::path path;                        ///< The same without symbolic links.
  std::optional<struct stat> old = {};  ///< The file that is there.
  OutputKind kind = OutputKind::file;   ///< Standard output, also if that leads to a file.

  bool is_replaced() const { return kind == OutputKind::file; }
};

/// Follows the links of a path that leads to no file.
fs::path end_of_links(fs::path path) {
  std::error_code status;
  for (int links = 0; links < 40 && fs::is_symlink(path, status); ++links) {
    const fs::path next = fs::read_symlink(path, status);
    path = next.is_absolute() ? next : path.parent_path() / next;
  }
  return path;
}

/// Errors: file_unwritable for what is no place for an output.
Expected<Target> find_target(const fs::path& path) {
  struct stat about = {};
  if (path.empty() || path.filename().empty()) return unwritable(path, "it names no file", "name a file");
  if (::stat(path.c_str(), &about) != 0) {
    if (errno != ENOENT) return unwritable(path, std::strerror(errno));
    return Target{.named = path, .path = end_of_links(path)};
  }
  Target target{.named = path, .path = path, .old = about};
  struct stat output = {};
  const bool is_output = ::fstat(STDOUT_FILENO, &output) == 0 && same_file(about, output) &&
                         (::fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE) != O_RDONLY;
  if (S_ISDIR(about.st_mode)) return unwritable(path, "it is a folder", "name a file");
  if (S_ISSOCK(about.st_mode)) return unwritable(path, "it is a socket", "name a file");
  if (is_output)
    target.kind = OutputKind::standard_output;
  else if (!S_ISREG(about.st_mode))
    target.kind = OutputKind::stream;
  if (!target.is_replaced()) return target;
  // The superuser may write to any file; one that nobody may write to is still not meant to be replaced.
  if ((about.st_mode & 0222) == 0 || ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0)
    return unwritable(path, "it is read-only", "name another file, or allow writing to this one");
  std::error_code status;
  target.path = fs::canonical(path, status);
  if (status) return unwritable(path, status.message());
  return target;
}

/// Whether two paths lead to one file that would be replaced.
bool is_same(const Target& a, const Target& b) {
  if (!a.is_replaced() || !b.is_replaced()) return false;
  if (a.old && b.old) return same_file(*a.old, *b.old);
  return fs::absolute(a.path).lexically_normal() == fs::absolute(b.path).lexically_normal();
}

Expected<void> check_different(std::span<const Target> targets) {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!is_same(targets[i], targets[j])) continue;
      return failure(
          ErrorCode::invalid_argument,
          targets[i].named.string() + " is named for two outputs, which would overwrite each other",
          "name another file for one of them");
    }
  }
  return {};
}

/// The temporary file of one path, for one process at a time. Its name is always the same, so that what a killed process
/// leaves is overwritten by the next one; the system ends a killed process's lock. Where files cannot be locked it goes
/// without. It is removed unless it has been renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& path) : name_(path.string() + ".part"), removed_on_signal_(name_) {
    for (int attempt = 0; attempt < 100; ++attempt) {
      file_ =
          FileHandle(::open(name_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666));
      if (file_.number() < 0 || ::flock(file_.number(), LOCK_EX) != 0 || still_has_its_name()) return;
    }
  }
  ~TemporaryFile() {
    if (file_.number() >= 0 && !is_renamed_) ::unlink(name_.c_str());
  }

  /// All that the file is to hold, with the mode and owner of the old one. False: errno says why not.
  bool write(std::span<const std::uint8_t> bytes, const std::optional<struct stat>& old) {
    if (file_.number() < 0 || ::ftruncate(file_.number(), 0) != 0) return false;
    if (old) {
      // Another owner than this process needs the superuser; then the file is this process's own.
      [[maybe_unused]] const int given = ::fchown(file_.number(), old->st_uid, old->st_gid);
      if (::fchmod(file_.number(), old->st_mode & 07777) != 0) return false;
    }
    return write_all(file_.number(), bytes);
  }

  bool rename_to(const fs::path& path) {
    is_renamed_ = ::rename(name_.c_str(), path.c_str()) == 0;
    return is_renamed_;
  }

 private:
  /// Not if the process that had the lock before has renamed it.
  bool still_has_its_name() const {
    struct stat ours = {}, named = {};
    return ::fstat(file_.number(), &ours) == 0 && ::stat(name_.c_str(), &named) == 0 &&
           same_file(ours, named);
  }

  std::string name_;
  RemovedOnSignal removed_on_signal_;
  FileHandle file_;
  bool is_renamed_ = false;
};

/// Writes to a device, a pipe or standard output.
Expected<void> write_through(const Target& target, std::span<const std::uint8_t> bytes) {
  std::fflush(stdout);
  FileHandle opened;
  if (target.kind != OutputKind::standard_output)
    opened = FileHandle(::open(target.path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  const int file = target.kind == OutputKind::standard_output ? STDOUT_FILENO : opened.number();
  if (file < 0 || !write_all(file, bytes) || !opened.close())
    return unwritable(target.named, std::strerror(errno), "check where it leads to");
  return {};
}

/// Makes the folder that the file goes to.
Expected<void> make_folder(const Target& target) {
  std::error_code status;
  if (target.path.has_parent_path()) fs::create_directories(target.path.parent_path(), status);
  if (status) return unwritable(target.named, status.message());
  return {};
}

/// Whether a file can be made in the first folder above it that is there.
Expected<void> check_folder(const Target& target) {
  std::error_code status;
  fs::path folder = fs::absolute(target.path, status).parent_path();
  while (!fs::exists(folder, status) && folder.has_relative_path()) folder = folder.parent_path();
  if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0 && fs::is_directory(folder, status))
    return {};
  return unwritable(target.named, "no file can be made in " + folder.string(),
                    "check the folder's permissions");
}

Expected<std::vector<Target>> find_targets(std::span<const OutputFile> files) {
  std::vector<Target> targets;
  for (const OutputFile& file : files) {
    auto target = find_target(file.path);
    if (!target) return tl::unexpected(target.error());
    targets.push_back(*std::move(target));
  }
  if (auto different = check_different(targets); !different) return tl::unexpected(different.error());
  return targets;
}

}  // namespace

OutputKind output_kind(const fs::path& path) {
  const auto target = find_target(path);
  return target ? target->kind : OutputKind::file;
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Expected<void> write_files(std::span<const OutputFile> files) {
  const auto targets = find_targets(files);
  if (!targets) return tl::unexpected(targets.error());
  std::vector<std::unique_ptr<TemporaryFile>> temporaries(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const Target& target = (*targets)[i];
    if (!target.is_replaced()) continue;
    if (auto made = make_folder(target); !made) return made;
    temporaries[i] = std::make_unique<TemporaryFile>(target.path);
    if (!temporaries[i]->write(files[i].bytes, target.old))
      return unwritable(target.named, std::strerror(errno));
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (temporaries[i]) continue;
    if (auto written = write_through((*targets)[i], files[i].bytes); !written) return written;
  }
  if (files.size() > 1 && temporaries.back()) ::unlink(targets->back().path.c_str());
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (temporaries[i] && !temporaries[i]->rename_to((*targets)[i].path))
      return unwritable((*targets)[i].named, std::strerror(errno));
  }
  return {};
}

Expected<void> write_file(const fs::path& path, std::span<const std::uint8_t> bytes) {
  const OutputFile file{.path = path, .bytes = bytes};
  return write_files(std::span(&file, 1));
}

Expected<void> write_file(const fs::path& path, std::string_view text) {
  return write_file(path, bytes_of(text));
}

Expected<void> check_outputs(std::span<const fs::path> outputs, std::span<const fs::path> inputs) {
  std::vector<Target> targets;
  for (const fs::path& output : outputs) {
    if (output.empty()) continue;
    auto target = find_target(output);
    if (!target) return tl::unexpected(target.error());
    if (target->is_replaced()) {
      if (auto possible = check_folder(*target); !possible) return possible;
    }
    targets.push_back(*std::move(target));
  }
  if (auto different = check_different(targets); !different) return different;
  for (const fs::path& input : inputs) {
    struct stat about = {};
    if (input.empty() || ::stat(input.c_str(), &about) != 0) continue;
    for (const Target& target : targets) {
      if (!target.is_replaced() || !target.old || !same_file(*target.old, about)) continue;
      return failure(ErrorCode::invalid_argument,
                     target.named.string() + " is an input too, and would be overwritten",
                     "name another file for the output");
    }
  }
  return {};
}

}  // namespace deepcars::base
