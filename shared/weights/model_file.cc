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

}  // namespace

Expected<OpenModelFile> open_model_file(std::span<const std::uint8_t> bytes) {
  auto tensors = TensorReader::open(bytes);
  if (!tensors) return tl::unexpected(tensors.error());
  const auto text = tensors->metadata().find(metadata_key);
  if (text == tensors->metadata().end()) {
    return failure(ErrorCode::weights_unsupported, "the weight file has no deepCars metadata",
                   "use a file that deepcars train or deepcars export wrote");
  }
  auto metadata = metadata_from_json(text->second);
  if (!metadata) return tl::unexpected(metadata.error());
  auto familiarity = read_familiarity(tensors->take(features::familiarity_prefix));
  if (!familiarity) return tl::unexpected(familiarity.error());
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

Expected<ModelFile> read_model_file(std::span<const std::uint8_t> bytes) {
  auto file = open_model_file(bytes);
  if (!file) return tl::unexpected(file.error());
  auto tensors = file->tensors.read_all();
  if (!tensors) return tl::unexpected(tensors.error());
  return ModelFile{.metadata = std::move(file->metadata),
                   .tensors = *std::move(tensors),
                   .familiarity = std::move(file->familiarity)};
}

Expected<std::vector<std::uint8_t>> write_model_file(const ModelFile& model, Storage storage) {
  Tensors tensors = model.tensors;
  if (model.familiarity) tensors.merge(model.familiarity->tensors());
  return serialize_safetensors(tensors, {{metadata_key, metadata_to_json(model.metadata)}}, storage);
}

}  // namespace deepcars::weights
