#include "native/import/pth_reader.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "native/import/zip_reader.h"

namespace deepcars::torch_import {
namespace {

using Bytes = std::span<const std::uint8_t>;

/// A pickle names tensors and their shapes; the values lie beside it.
constexpr std::uint64_t max_pickle_bytes = 64u << 20;
constexpr std::uint64_t longest_word_bytes = 16;

tl::unexpected<Error> damaged(const std::string& what) {
  return failure(ErrorCode::weights_damaged, what, "download or save the file again");
}

/// A zip with data.pkl and one record per storage.
Expected<std::vector<StateDict>> open_zip(Bytes file) {
  auto opened = ZipReader::open(file);
  if (!opened) return tl::unexpected(opened.error());
  const auto zip = std::make_shared<ZipReader>(*std::move(opened));
  if (zip->has("byteorder")) {
    const auto order = zip->record("byteorder", longest_word_bytes);
    if (!order) return tl::unexpected(order.error());
    if (std::string_view(reinterpret_cast<const char*>(order->data()), order->size()) != "little") {
      return failure(ErrorCode::weights_unsupported, "it was written on a big-endian machine",
                     "convert it there");
    }
  }
  auto pickle = zip->record("data.pkl", max_pickle_bytes).and_then(read_pickle);
  if (!pickle) return tl::unexpected(pickle.error());
  return state_dicts_of(std::make_shared<const Pickle>(*std::move(pickle)), [zip](const StorageInfo& info) {
    return zip->record("data/" + info.key, info.bytes());
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

Expected<std::string> read_archived_text(Bytes file, std::string_view name) {
  auto zip = ZipReader::open(file);
  if (!zip) return tl::unexpected(zip.error());
  const auto pickle = zip->record("data.pkl", max_pickle_bytes).and_then(read_pickle);
  if (!pickle) return tl::unexpected(pickle.error());
  // The archive is an object that would be set up with the dict of its values.
  const PickleValue& archive = pickle->at(pickle->root);
  if (archive.kind == PickleValue::Kind::object && !archive.items.empty()) {
    const PickleValue& values = pickle->at(archive.items[0]);
    for (std::size_t i = 0; values.kind == PickleValue::Kind::dict && i + 1 < values.items.size(); i += 2) {
      const PickleValue& value = pickle->at(values.items[i + 1]);
      if (pickle->at(values.items[i]).text == name && value.kind == PickleValue::Kind::text)
        return value.text;
    }
  }
  return damaged("it holds no text \"" + std::string(name) + "\"");
}

}  // namespace deepcars::torch_import
