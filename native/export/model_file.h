// A weight file taken apart: what export changes, converts and writes again.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "shared/error.h"
#include "shared/weights/metadata.h"
#include "shared/weights/safetensors.h"

namespace deepcars::exporting {

/// Metadata and folded tensors, checked to belong together (names and shapes: nn::resnet18_shapes).
struct ModelFile {
  weights::ModelMetadata metadata;
  std::map<std::string, weights::NamedTensor> tensors;
};

/// Errors: weights_damaged, weights_unsupported.
Expected<ModelFile> parse_model_file(std::span<const std::uint8_t> bytes);

}  // namespace deepcars::exporting
