// The weight file of a model: the one place that opens, checks and writes it. Its format is in README.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
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

/// Opens a weight file without expanding its tensors: container, metadata, and the tensors' names and shapes
/// are checked, their values are not. bytes must outlive the result.
/// Errors: weights_damaged, weights_unsupported.
Expected<OpenModelFile> open_model_file(std::span<const std::uint8_t> bytes);

/// Reads a whole weight file and checks all of it. Errors: as open_model_file and TensorReader::read.
Expected<ModelFile> read_model_file(std::span<const std::uint8_t> bytes);

/// The bytes of a weight file that read_model_file reads back. Errors: as serialize_safetensors.
Expected<std::vector<std::uint8_t>> write_model_file(const ModelFile& model, Storage storage);

}  // namespace deepcars::weights
