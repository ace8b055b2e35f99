// Weight files: the container, a model and a patch with their metadata, a set of neighbours, other programs' ResNet-18;
// and, for an input that begins with "{", a model's metadata alone.
#include "shared/weights/safetensors.h"

#include <string>

#include "native/import/resnet18_reader.h"
#include "shared/features/neighbours.h"
#include "shared/weights/metadata.h"
#include "shared/weights/model_file.h"
#include "tests/fuzz/fuzz.h"

using namespace deepcars;

namespace {

/// What is read from metadata is what it was after it is written and read again.
void check_metadata(const std::string& text) {
  const auto metadata = weights::metadata_from_json(text);
  if (!fuzz::answered(metadata)) return;
  const std::string written = weights::metadata_to_json(*metadata);
  const auto again = weights::metadata_from_json(written);
  fuzz::require(again.has_value(),
                again ? "" : "metadata that cannot be read back: " + again.error().sentence());
  fuzz::require(weights::metadata_to_json(*again) == written, "metadata that change when they are written");
}

/// The same of a container.
void check_container(fuzz::Bytes file) {
  const auto whole = weights::parse_safetensors(file);
  if (!fuzz::answered(whole)) return;
  const auto written = weights::serialize_safetensors(*whole, weights::Storage::fp32);
  if (!fuzz::answered(written)) return;  // A name may end in ".scale", which is not written.
  const auto again = weights::parse_safetensors(*written);
  fuzz::require(again.has_value(),
                again ? "" : "tensors that cannot be read back: " + again.error().sentence());
  fuzz::require(again->metadata == whole->metadata && again->tensors.size() == whole->tensors.size(),
                "a container that loses something");
  for (const auto& [name, tensor] : whole->tensors) {
    const weights::NamedTensor& after = again->tensors.at(name);
    fuzz::require(after.shape == tensor.shape && after.values == tensor.values, "a tensor that changes");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Bytes file(data, size);
  if (size > 0 && data[0] == '{') {
    check_metadata(std::string(file.begin(), file.end()));
    return 0;
  }
  check_container(file);
  fuzz::answered(weights::read_model_file(file));
  fuzz::answered(weights::open_patch(file, "id"));
  weights::patched_model_id(file);
  fuzz::answered(features::NeighbourSet::read(file));
  fuzz::answered(torch_import::read_resnet18(file));
  return 0;
}
