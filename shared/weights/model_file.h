// The weight file of a model: the one place that opens, checks and writes it. Its format is in README.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/error.h"
#include "shared/features/familiarity.h"
#include "shared/weights/metadata.h"
#include "shared/weights/safetensors.h"
#include "shared/weights/tensors.h"

namespace deepcars::weights {

/// A model in memory: metadata and folded tensors (names and shapes: nn::resnet18_shapes).
struct ModelFile {
  ModelMetadata metadata;
  Tensors tensors;
  std::optional<features::FamiliarityModel> familiarity = {};  ///< Nothing in files of earlier versions.
};

/// A model whose metadata have been read and whose tensors are expanded one by one, when they are read.
struct OpenModelFile {
  ModelMetadata metadata;
  TensorReader tensors;
  std::optional<features::FamiliarityModel> familiarity = {};
};

/// The key in the safetensors header by which a patch names the model that it changes.
inline constexpr const char* patch_key = "deepcars_patch_of";

/// Opens a weight file without expanding its tensors: container, metadata, and the tensors' names and shapes
/// are checked, their values are not. A patch changes the model: its metadata are in place of the model's, and so are
/// the tensors that it has. Both must outlive the result.
/// Errors: weights_damaged; weights_unsupported, also for a patch of another model or one without its model.
Expected<OpenModelFile> open_model_file(std::span<const std::uint8_t> bytes,
                                        std::span<const std::uint8_t> patch = {});

/// Opens a patch alone, for a model with this id that has been loaded already: the patch's metadata, and the tensors
/// that differ. No familiarity. The patch must outlive the result. Errors: as open_model_file.
Expected<OpenModelFile> open_patch(std::span<const std::uint8_t> patch, const std::string& model_id);

/// Reads a whole weight file and checks all of it. Errors: as open_model_file and TensorReader::read.
Expected<ModelFile> read_model_file(std::span<const std::uint8_t> bytes,
                                    std::span<const std::uint8_t> patch = {});

/// The id of the model that a patch changes; nothing if the file is no patch, or no weight file at all.
std::optional<std::string> patched_model_id(std::span<const std::uint8_t> bytes);

/// The bytes of a weight file that read_model_file reads back. Errors: as serialize_safetensors.
Expected<std::vector<std::uint8_t>> write_model_file(const ModelFile& model, Storage storage);

/// The bytes of a patch that makes `base` into `model`: its metadata, and the tensors of the network that differ. The
/// patched model keeps the base's familiarity. Errors: as serialize_safetensors; invalid_argument if the base has no
/// id, or if the models differ in more than values.
Expected<std::vector<std::uint8_t>> write_patch(const ModelFile& model, const ModelFile& base,
                                                Storage storage);

}  // namespace deepcars::weights
