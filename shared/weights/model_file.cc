#include "shared/weights/model_file.h"

#include <string>
#include <utility>

#include "shared/nn/resnet18_topology.h"

namespace deepcars::weights {

namespace {

/// Nothing if the file has none of its tensors.
Expected<std::optional<features::FamiliarityModel>> read_familiarity(const TensorReader& reader) {
  const auto tensors = reader.read_all();
  if (!tensors) return tl::unexpected(tensors.error());
  if (tensors->empty()) return std::nullopt;
  auto model = features::FamiliarityModel::from_tensors(*tensors);
  if (!model) return tl::unexpected(model.error());
  return *std::move(model);
}

/// The metadata in a file's header.
Expected<ModelMetadata> read_metadata(const TensorReader& file) {
  const auto text = file.metadata().find(metadata_key);
  if (text != file.metadata().end()) return metadata_from_json(text->second);
  return failure(ErrorCode::weights_unsupported, "the weight file has no deepCars metadata",
                 "use a file that deepcars train or deepcars export wrote");
}

/// Puts a patch's metadata and tensors in place of the model's.
Expected<void> apply_patch(ModelMetadata& metadata, TensorReader& tensors,
                           std::span<const std::uint8_t> patch) {
  auto changes = open_patch(patch, metadata.id);
  if (!changes) return tl::unexpected(changes.error());
  metadata = std::move(changes->metadata);
  return tensors.replace_with(std::move(changes->tensors));
}

}  // namespace

Expected<OpenModelFile> open_patch(std::span<const std::uint8_t> patch, const std::string& model_id) {
  auto tensors = TensorReader::open(patch);
  if (!tensors) return tl::unexpected(tensors.error());
  auto metadata = read_metadata(*tensors);
  if (!metadata) return tl::unexpected(metadata.error());
  const auto base = tensors->metadata().find(patch_key);
  if (base == tensors->metadata().end() || base->second.empty() || base->second != model_id) {
    return failure(ErrorCode::weights_unsupported, "the patch does not belong to this model",
                   "use the model that it was made for");
  }
  return OpenModelFile{.metadata = *std::move(metadata), .tensors = *std::move(tensors)};
}

Expected<OpenModelFile> open_model_file(std::span<const std::uint8_t> bytes,
                                        std::span<const std::uint8_t> patch) {
  auto tensors = TensorReader::open(bytes);
  if (!tensors) return tl::unexpected(tensors.error());
  auto metadata = read_metadata(*tensors);
  if (!metadata) return tl::unexpected(metadata.error());
  if (const auto base = tensors->metadata().find(patch_key); base != tensors->metadata().end()) {
    return failure(ErrorCode::weights_unsupported,
                   "the weight file is only a patch of the model " + base->second,
                   "load it together with that model");
  }
  auto familiarity = read_familiarity(tensors->take(features::familiarity_prefix));
  if (!familiarity) return tl::unexpected(familiarity.error());
  if (!patch.empty()) {
    if (auto applied = apply_patch(*metadata, *tensors, patch); !applied)
      return tl::unexpected(applied.error());
  }
  const auto classes = nn::resnet18_classes(tensors->shapes());
  if (!classes) return tl::unexpected(classes.error());
  if (*classes != metadata->year_buckets.classes()) {
    return failure(ErrorCode::weights_damaged,
                   "tensor \"fc.bias\" has " + std::to_string(*classes) + " values for " +
                       std::to_string(metadata->year_buckets.classes()) + " year buckets",
                   "export the weight file again");
  }
  return OpenModelFile{.metadata = *std::move(metadata),
                       .tensors = *std::move(tensors),
                       .familiarity = *std::move(familiarity)};
}

Expected<ModelFile> read_model_file(std::span<const std::uint8_t> bytes,
                                    std::span<const std::uint8_t> patch) {
  auto file = open_model_file(bytes, patch);
  if (!file) return tl::unexpected(file.error());
  auto tensors = file->tensors.read_all();
  if (!tensors) return tl::unexpected(tensors.error());
  return ModelFile{.metadata = std::move(file->metadata),
                   .tensors = *std::move(tensors),
                   .familiarity = std::move(file->familiarity)};
}

std::optional<std::string> patched_model_id(std::span<const std::uint8_t> bytes) {
  const auto file = TensorReader::open(bytes);
  if (!file) return std::nullopt;
  const auto base = file->metadata().find(patch_key);
  if (base == file->metadata().end()) return std::nullopt;
  return base->second;
}

Expected<std::vector<std::uint8_t>> write_model_file(const ModelFile& model, Storage storage) {
  Tensors tensors = model.tensors;
  if (model.familiarity) tensors.merge(model.familiarity->tensors());
  return serialize_safetensors(tensors, {{metadata_key, metadata_to_json(model.metadata)}}, storage);
}

Expected<std::vector<std::uint8_t>> write_patch(const ModelFile& model, const ModelFile& base,
                                                Storage storage) {
  const auto unfit = [](const std::string& what) {
    return failure(ErrorCode::invalid_argument, "no patch can be made: " + what,
                   "name the model that the other one was trained from");
  };
  if (base.metadata.id.empty()) return unfit("the base has no id");
  Tensors changed;
  for (const auto& [name, tensor] : model.tensors) {
    const auto original = base.tensors.find(name);
    if (original == base.tensors.end() || original->second.shape != tensor.shape) {
      return unfit("the models differ in the shape of " + name);
    }
    if (original->second.values != tensor.values) changed[name] = tensor;
  }
  return serialize_safetensors(
      changed, {{metadata_key, metadata_to_json(model.metadata)}, {patch_key, base.metadata.id}}, storage);
}

}  // namespace deepcars::weights
