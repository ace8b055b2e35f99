#include "native/import/zip_reader.h"

#include <zip.h>

#include <algorithm>
#include <utility>

namespace deepcars::torch_import {
namespace {

tl::unexpected<Error> broken(const std::string& why) {
  return failure(ErrorCode::weights_damaged, "its zip container is broken (" + why + ")",
                 "download or save the file again");
}

struct CloseRecord {
  void operator()(zip_file_t* record) const { zip_fclose(record); }
};

}  // namespace

void ZipReader::Close::operator()(zip* archive) const { zip_discard(archive); }

ZipReader::ZipReader(zip* archive, std::size_t file_bytes) : archive_(archive), file_bytes_(file_bytes) {
  const char* first = zip_get_name(archive, 0, 0);
  const std::string name = first ? first : "";
  folder_ = name.substr(0, name.find('/') + 1);
}

Expected<ZipReader> ZipReader::open(std::span<const std::uint8_t> file) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(file.data(), file.size(), 0, &error);
  zip* archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
  if (!archive) {
    zip_source_free(source);  // An archive that opens owns it.
    auto problem = broken(zip_error_strerror(&error));
    zip_error_fini(&error);
    return problem;
  }
  return ZipReader(archive, file.size());
}

bool ZipReader::has(const std::string& name) const {
  return zip_name_locate(archive_.get(), (folder_ + name).c_str(), 0) >= 0;
}

Expected<std::vector<std::uint8_t>> ZipReader::read(const std::string& name, std::uint64_t max_bytes) const {
  const auto problem = [&] { return broken(name.substr(0, 40) + ": " + zip_strerror(archive_.get())); };
  zip_stat_t about;
  if (zip_stat(archive_.get(), (folder_ + name).c_str(), 0, &about) != 0) return problem();
  // torch.save compresses nothing, so more would be a trap for the memory.
  if (about.size > std::min<std::uint64_t>(max_bytes, file_bytes_))
    return broken(name.substr(0, 40) + " is larger than it can be");
  const std::unique_ptr<zip_file_t, CloseRecord> record(zip_fopen_index(archive_.get(), about.index, 0));
  if (!record) return problem();
  std::vector<std::uint8_t> bytes(about.size);
  // The sum of the bytes is compared only when the end has been reached, so one byte more is asked for.
  std::uint8_t beyond = 0;
  const auto read = zip_fread(record.get(), bytes.data(), bytes.size());
  if (std::cmp_not_equal(read, bytes.size()) || zip_fread(record.get(), &beyond, 1) != 0) {
    return broken(name.substr(0, 40) + ": " + zip_file_strerror(record.get()));
  }
  return bytes;
}

Expected<std::span<const std::uint8_t>> ZipReader::record(const std::string& name, std::uint64_t max_bytes) {
  if (name_.empty() || name != name_) {
    auto bytes = read(name, max_bytes);
    if (!bytes) return tl::unexpected(bytes.error());
    record_ = *std::move(bytes);
    name_ = name;
  }
  return std::span<const std::uint8_t>(record_);
}

}  // namespace deepcars::torch_import
