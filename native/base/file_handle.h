// A file descriptor that closes itself.
#pragma once

#include <unistd.h>

#include <utility>

namespace deepcars::base {

class FileHandle {
 public:
  /// A number below 0 stands for no file, as open() returns it.
  explicit FileHandle(int number = -1) : number_(number) {}
  FileHandle(FileHandle&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileHandle() { close(); }

  int number() const { return number_; }

  /// Whether all that was written has arrived as far as closing tells; errno says why not.
  bool close() {
    const int number = std::exchange(number_, -1);
    return number < 0 || ::close(number) == 0;
  }

 private:
  int number_;
};

}  // namespace deepcars::base
