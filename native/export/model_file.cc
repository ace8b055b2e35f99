#include "native/export/model_file.h"

#include "shared/car_model.h"

namespace deepcars::exporting {

Expected<ModelFile> parse_model_file(std::span<const std::uint8_t> bytes) {
  // The engine's own loader is the one place that knows what a good weight file is; it keeps packed kernels
  // instead of tensors, so those are read a second time.
  auto model = CarModel::load(bytes);
  if (!model) return tl::unexpected(model.error());
  auto file = weights::parse_safetensors(bytes);
  if (!file) return tl::unexpected(file.error());
  return ModelFile{model->metadata(), std::move(file->tensors)};
}

}  // namespace deepcars::exporting
