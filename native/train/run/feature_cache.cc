#include "native/train/run/feature_cache.h"

#include <bit>
#include <cstdio>

#include "native/base/files.h"
#include "shared/random.h"
#include "shared/weights/safetensors.h"

namespace deepcars::train {
namespace fs = std::filesystem;
namespace {

constexpr const char* tensor_name = "features";
constexpr const char* begun = "-begun";

std::uint64_t mix_text(std::uint64_t mixed, const std::string& text) {
  for (const char c : text) mixed = mix_seed(mixed, static_cast<unsigned char>(c));
  return mix_seed(mixed, text.size());
}

std::uint64_t mix_file(std::uint64_t mixed, const fs::path& path) {
  std::error_code problem;
  mixed = mix_seed(mixed, fs::file_size(path, problem));
  return mix_seed(mixed,
                  static_cast<std::uint64_t>(fs::last_write_time(path, problem).time_since_epoch().count()));
}

std::uint64_t mix_mark(std::uint64_t mixed, const data::OptionalMark& placed) {
  if (!placed) return mix_seed(mixed, 0);
  mixed = mix_text(mixed, std::string(image::name(placed->mark.form)));
  for (const double value : {placed->mark.size, placed->mark.opacity, placed->centre.x, placed->centre.y}) {
    mixed = mix_seed(mixed, std::bit_cast<std::uint64_t>(value));
  }
  return mixed;
}

std::optional<std::vector<float>> read_values(const fs::path& path) {
  const auto bytes = base::read_file(path);
  if (!bytes) return std::nullopt;
  auto kept = weights::parse_safetensors(*bytes);
  if (!kept || !kept->tensors.contains(tensor_name)) return std::nullopt;
  return std::move(kept->tensors.at(tensor_name).values);
}

Expected<void> write_values(const fs::path& path, std::vector<float> values) {
  weights::TensorFile kept;
  kept.tensors[tensor_name] = {{static_cast<std::int64_t>(values.size())}, std::move(values)};
  const auto bytes = weights::serialize_safetensors(kept, weights::Storage::fp32);
  if (!bytes) return tl::unexpected(bytes.error());
  return base::write_file(path, *bytes);
}

}  // namespace

std::uint64_t feature_key(const weights::Tensors& network, int size_px, std::span<const data::Photo> photos,
                          std::span<const data::OptionalMark> marks) {
  std::uint64_t mixed = mix_seed(0, static_cast<std::uint64_t>(size_px));
  for (const auto& [name, tensor] : network) {
    if (name.starts_with("fc.")) continue;
    mixed = mix_text(mixed, name);
    for (const float value : tensor.values) mixed = mix_seed(mixed, std::bit_cast<std::uint32_t>(value));
  }
  for (const data::Photo& photo : photos) mixed = mix_file(mix_text(mixed, photo.path.string()), photo.path);
  for (const data::OptionalMark& mark : marks) mixed = mix_mark(mixed, mark);
  return mixed;
}

fs::path FeatureCache::file(std::size_t chunk, const char* state) const {
  char name[80];
  std::snprintf(name, sizeof name, "features-%016llx-%05zu%s.safetensors",
                static_cast<unsigned long long>(key_), chunk, state);
  return folder_ / name;
}

std::optional<std::vector<float>> FeatureCache::load(std::size_t chunk, std::size_t values) const {
  auto found = read_values(file(chunk));
  if (!found || found->size() != values) return std::nullopt;
  return found;
}

std::vector<float> FeatureCache::load_begun(std::size_t chunk, std::size_t width) const {
  const auto found = read_values(file(chunk, begun));
  return found && found->size() % width == 0 ? *found : std::vector<float>();
}

Expected<void> FeatureCache::store(std::size_t chunk, std::vector<float> values) const {
  auto written = write_values(file(chunk), std::move(values));
  std::error_code status;
  if (written) fs::remove(file(chunk, begun), status);
  return written;
}

Expected<void> FeatureCache::store_begun(std::size_t chunk, std::vector<float> values) const {
  return write_values(file(chunk, begun), std::move(values));
}

}  // namespace deepcars::train
