// Reads zip files of PyTorch: records in one folder of any name.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "shared/error.h"

struct zip;  // libzip's archive.

namespace deepcars::torch_import {

class ZipReader {
 public:
  /// Opens a zip file. Its bytes must outlive the reader. Errors: weights_damaged if it is none, or broken.
  static Expected<ZipReader> open(std::span<const std::uint8_t> file);

  /// Whether the folder has a record of this name.
  bool has(const std::string& name) const;

  /// The bytes of a record, valid until the next call for another one. A record may inflate to at most max_bytes and to
  /// the file's own size: torch.save compresses nothing. That is checked before memory is taken. Errors: weights_damaged
  /// if there is no such record, or if it is broken or larger.
  Expected<std::span<const std::uint8_t>> record(const std::string& name, std::uint64_t max_bytes);

 private:
  struct Close {
    void operator()(zip* archive) const;
  };

  ZipReader(zip* archive, std::size_t file_bytes);
  Expected<std::vector<std::uint8_t>> read(const std::string& name, std::uint64_t max_bytes) const;

  std::unique_ptr<zip, Close> archive_;
  std::size_t file_bytes_;
  std::string folder_;  ///< "archive/"
  std::string name_;    ///< The record that record_ holds.
  std::vector<std::uint8_t> record_;
};

}  // namespace deepcars::torch_import
