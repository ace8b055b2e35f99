#include "native/import/pth_reader.h"

#include <caffe2/serialize/inline_container.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace deepcars::torch_import {
namespace {

using Bytes = std::span<const std::uint8_t>;

tl::unexpected<Error> damaged(const std::string& what) {
  return failure(ErrorCode::weights_damaged, what, "download or save the file again");
}

/// A file in memory, as LibTorch's zip reader wants it.
class FileInMemory : public caffe2::serialize::ReadAdapterInterface {
 public:
  explicit FileInMemory(Bytes file) : file_(file) {}
  std::size_t size() const override { return file_.size(); }
  std::size_t read(std::uint64_t position, void* buffer, std::size_t count, const char*) const override {
    if (position >= file_.size()) return 0;
    const Bytes part = file_.subspan(static_cast<std::size_t>(position));
    const std::size_t copied = std::min(count, part.size());
    std::memcpy(buffer, part.data(), copied);
    return copied;
  }

 private:
  Bytes file_;
};

/// The zip file of PyTorch 1.6 and later. LibTorch's reader throws: use it only within `unzip`.
class Zip {
 public:
  explicit Zip(Bytes file) : reader_(std::make_shared<FileInMemory>(file)) {}

  bool has(const std::string& name) { return reader_.hasRecord(name); }

  /// The bytes of a record, valid until the next call for another one.
  Bytes record(const std::string& name) {
    if (name != name_) {
      std::tie(data_, size_) = reader_.getRecord(name);
      name_ = name;
    }
    return {static_cast<const std::uint8_t*>(data_.get()), size_};
  }

 private:
  caffe2::serialize::PyTorchStreamReader reader_;
  std::string name_;
  at::DataPtr data_;
  std::size_t size_ = 0;
};

/// Calls use() and turns what LibTorch throws into an error.
template <typename Use>
std::invoke_result_t<Use> unzip(Use use) {
  try {
    return use();
  } catch (const std::exception& problem) {
    // The reader's message goes on with a stack trace; its first line says what is wrong.
    const std::string text = problem.what();
    return damaged("its zip container is broken (" +
                   text.substr(0, std::min(text.find('\n'), std::size_t{160})) + ")");
  }
}

/// A zip with data.pkl and one record per storage.
Expected<std::vector<StateDict>> open_zip(Bytes file) {
  return unzip([&]() -> Expected<std::vector<StateDict>> {
    const auto zip = std::make_shared<Zip>(file);
    if (zip->has("byteorder")) {
      const Bytes order = zip->record("byteorder");
      if (std::string_view(reinterpret_cast<const char*>(order.data()), order.size()) != "little") {
        return failure(ErrorCode::weights_unsupported, "it was written on a big-endian machine",
                       "convert it there");
      }
    }
    auto pickle = read_pickle(zip->record("data.pkl"));
    if (!pickle) return tl::unexpected(pickle.error());
    return state_dicts_of(std::make_shared<const Pickle>(*std::move(pickle)), [zip](const StorageInfo& info) {
      return unzip([&]() -> Expected<Bytes> { return zip->record("data/" + info.key); });
    });
  });
}

/// A storage of the older format.
struct LegacyStorage {
  StorageInfo info;
  Bytes bytes;
};
using LegacyStorages = std::map<std::string, LegacyStorage>;

/// After the pickles: for each key in the list, a 64-bit count and the elements.
Expected<LegacyStorages> read_legacy_storages(const Pickle& state, const Pickle& keys, Bytes rest) {
  LegacyStorages storages;
  for (ValueId id = 0; id < state.values.size(); ++id) {
    // What cannot be read is no storage, or of a type without which the others' places cannot be found: see
    // below.
    if (const auto info = storage_info(state, id))
      storages.insert_or_assign(info->key, LegacyStorage{.info = *info, .bytes = {}});
  }
  for (const ValueId id : keys.at(keys.root).items) {
    const std::string& key = keys.at(id).text;
    const auto storage = storages.find(key);
    if (storage == storages.end()) return damaged("it has a storage that no tensor uses");
    const StorageInfo& info = storage->second.info;
    std::int64_t count = 0;
    if (rest.size() < sizeof count) return damaged("it is cut off in its storages");
    std::memcpy(&count, rest.data(), sizeof count);
    rest = rest.subspan(sizeof count);
    if (count != info.count || info.bytes() > rest.size()) {
      return damaged("storage " + key.substr(0, 40) + " is cut off or has another size than its tensor says");
    }
    storage->second.bytes = rest.first(info.bytes());
    rest = rest.subspan(info.bytes());
  }
  return storages;
}

/// Before PyTorch 1.6: five pickles (magic number, protocol, system, the dict, the storages' keys), then
/// storages.
Expected<std::vector<StateDict>> open_legacy(Bytes file) {
  static constexpr std::string_view magic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
  std::vector<Pickle> pickles;
  for (int i = 0; i < 5; ++i) {
    auto pickle = read_pickle(file);
    if (!pickle) return tl::unexpected(pickle.error());
    file = file.subspan(pickle->length_bytes);
    if (i == 0 && pickle->at(pickle->root).text != magic) {
      return failure(ErrorCode::weights_unsupported, "it is not a file of torch.save",
                     "name a file of weights");
    }
    if (i == 1 && pickle->at(pickle->root).integer != 1001) {
      return failure(ErrorCode::weights_unsupported, "it has an unknown protocol version",
                     "save it with a newer PyTorch");
    }
    pickles.push_back(std::move(*pickle));
  }
  auto storages = read_legacy_storages(pickles[3], pickles[4], file);
  if (!storages) return tl::unexpected(storages.error());
  return state_dicts_of(std::make_shared<const Pickle>(std::move(pickles[3])),
                        [storages = *std::move(storages)](const StorageInfo& info) -> Expected<Bytes> {
                          const auto storage = storages.find(info.key);
                          if (storage == storages.end() || storage->second.info != info) {
                            return damaged("storage " + info.key.substr(0, 40) + " is missing");
                          }
                          return storage->second.bytes;
                        });
}

bool starts_with(Bytes file, std::string_view start) {
  return file.size() >= start.size() && std::memcmp(file.data(), start.data(), start.size()) == 0;
}

constexpr std::string_view zip_start = "PK\x03\x04";
constexpr std::string_view pickle_start = "\x80";

}  // namespace

bool is_pth(Bytes file) { return starts_with(file, zip_start) || starts_with(file, pickle_start); }

Expected<std::vector<StateDict>> open_pth(Bytes file) {
  return starts_with(file, zip_start) ? open_zip(file) : open_legacy(file);
}

}  // namespace deepcars::torch_import
