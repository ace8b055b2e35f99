#include "native/import/pth_reader.h"

#include <caffe2/serialize/inline_container.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "native/base/files.h"
#include "native/import/state_dict.h"

namespace deepcars::torch_import {
namespace {

using Bytes = std::span<const std::uint8_t>;

tl::unexpected<Error> damaged(const std::string& what) {
  return failure(ErrorCode::weights_damaged, what, "download or save the file again");
}

/// PyTorch 1.6 and later: a zip with data.pkl and one record per storage.
Expected<weights::Tensors> read_zip(Bytes file) {
  using caffe2::serialize::PyTorchStreamReader;
  try {
    std::istringstream stream(std::string(file.begin(), file.end()));
    PyTorchStreamReader reader(&stream);
    if (reader.hasRecord("byteorder")) {
      const auto [order, size] = reader.getRecord("byteorder");
      if (std::string_view(static_cast<const char*>(order.get()), size) != "little") {
        return failure(ErrorCode::weights_unsupported, "it was written on a big-endian machine",
                       "convert it there");
      }
    }
    const auto [data, size] = reader.getRecord("data.pkl");
    const auto pickle = read_pickle({static_cast<const std::uint8_t*>(data.get()), size});
    if (!pickle) return tl::unexpected(pickle.error());
    return tensors_of_state_dict(*pickle, [&](const StorageInfo& info) -> Expected<std::vector<float>> {
      const auto [bytes, length] = reader.getRecord("data/" + info.key);
      if (length != static_cast<std::size_t>(info.count) * element_bytes(info.type)) {
        return damaged("storage " + info.key + " has another size than its tensor says");
      }
      return to_floats(info.type, {static_cast<const std::uint8_t*>(bytes.get()), length});
    });
  } catch (const std::exception& problem) {
    // The reader's message goes on with a stack trace; its first line says what is wrong.
    const std::string text = problem.what();
    return damaged("its zip container is broken (" +
                   text.substr(0, std::min(text.find('\n'), std::size_t{160})) + ")");
  }
}

/// The position and meaning of one legacy storage.
struct LegacyStorages {
  std::map<std::string, StorageInfo> info;
  std::map<std::string, Bytes> bytes;
};

/// After the pickles: for each key in the list, a 64-bit count and the elements.
Expected<LegacyStorages> read_legacy_storages(const Pickle& state, const Pickle& keys, Bytes rest) {
  LegacyStorages storages;
  for (ValueId id = 0; id < state.values.size(); ++id) {
    if (state.at(id).kind != PickleValue::Kind::storage) continue;
    auto info = storage_info(state, id);
    if (!info) return tl::unexpected(info.error());
    storages.info.insert_or_assign(info->key, *info);
  }
  for (const ValueId id : keys.at(keys.root).items) {
    const std::string& key = keys.at(id).text;
    const auto info = storages.info.find(key);
    if (info == storages.info.end()) return damaged("it has a storage that no tensor uses");
    std::int64_t count = 0;
    if (rest.size() < sizeof count) return damaged("it is cut off in its storages");
    std::memcpy(&count, rest.data(), sizeof count);
    rest = rest.subspan(sizeof count);
    const std::size_t element = element_bytes(info->second.type);
    if (count != info->second.count || static_cast<std::size_t>(count) > rest.size() / element) {
      return damaged("storage " + key.substr(0, 40) + " is cut off or has another size than its tensor says");
    }
    const std::size_t length = static_cast<std::size_t>(count) * element;
    storages.bytes.insert_or_assign(key, rest.first(length));
    rest = rest.subspan(length);
  }
  return storages;
}

/// Before PyTorch 1.6: five pickles (magic number, protocol, system, the dict, the storages' keys), then
/// storages.
Expected<weights::Tensors> read_legacy(Bytes file) {
  static constexpr std::string_view magic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
  std::vector<Pickle> pickles;
  for (int i = 0; i < 5; ++i) {
    auto pickle = read_pickle(file);
    if (!pickle) return tl::unexpected(pickle.error());
    file = file.subspan(pickle->length_bytes);
    if (i == 0 && pickle->at(pickle->root).text != magic) {
      return failure(ErrorCode::weights_unsupported, "it is not a file of torch.save",
                     "name a .pth file of weights");
    }
    if (i == 1 && pickle->at(pickle->root).integer != 1001) {
      return failure(ErrorCode::weights_unsupported, "it has an unknown protocol version",
                     "save it with a newer PyTorch");
    }
    pickles.push_back(std::move(*pickle));
  }
  const auto storages = read_legacy_storages(pickles[3], pickles[4], file);
  if (!storages) return tl::unexpected(storages.error());
  return tensors_of_state_dict(pickles[3], [&](const StorageInfo& info) -> Expected<std::vector<float>> {
    const auto bytes = storages->bytes.find(info.key);
    if (bytes == storages->bytes.end() || storages->info.at(info.key).type != info.type) {
      return damaged("storage " + info.key.substr(0, 40) + " is missing");
    }
    return to_floats(info.type, bytes->second);
  });
}

}  // namespace

Expected<weights::Tensors> read_pth(const std::filesystem::path& path) {
  const auto file = base::read_file(path, std::uintmax_t{1} << 31);
  if (!file) return tl::unexpected(file.error());
  const bool zip = file->size() >= 4 && std::memcmp(file->data(), "PK\x03\x04", 4) == 0;
  const bool pickled = file->size() >= 2 && (*file)[0] == 0x80;
  if (!zip && !pickled) {
    return failure(ErrorCode::weights_unsupported, path.string() + " is not a file of torch.save",
                   "name a .pth file of weights");
  }
  auto tensors = zip ? read_zip(*file) : read_legacy(*file);
  if (!tensors) tensors.error().message = path.string() + " cannot be used: " + tensors.error().message;
  return tensors;
}

}  // namespace deepcars::torch_import
