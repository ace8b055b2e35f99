#include "native/train/starting_state.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "native/base/files.h"
#include "native/base/model.h"
#include "native/import/fold_batch_norm.h"
#include "native/import/resnet18_reader.h"
#include "native/train/run/run_folder.h"
#include "shared/nn/resnet18_topology.h"
#include "shared/weights/model_file.h"

namespace deepcars::train {
namespace fs = std::filesystem;
namespace {

fs::path file_of_init(const fs::path& run_or_file) {
  std::error_code problem;
  return fs::is_directory(run_or_file, problem) ? RunFolder(run_or_file).best_state() : run_or_file;
}

/// The state of a finished model, whose BatchNorm is folded; nothing if the file is something else.
Expected<std::optional<StartingState>> finished_model(const fs::path& path) {
  const auto bytes = base::read_file(path);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto file = weights::TensorReader::open(*bytes);
  if (!file || !file->metadata().contains(weights::metadata_key)) return std::nullopt;
  const auto model = base::read_model_file(path.string());
  if (!model) return tl::unexpected(model.error());
  return torch_import::with_batch_norm(model->tensors);
}

}  // namespace

Expected<StartingState> read_starting_state(const TrainOptions& options) {
  if (!options.init.empty()) {
    const fs::path file = file_of_init(options.init);
    if (options.keeps_statistics()) {
      auto finished = finished_model(file);
      if (!finished) return tl::unexpected(finished.error());
      if (*finished) return **std::move(finished);
    }
    return torch_import::read_resnet18(file);
  }
  if (options.weights == "none") return StartingState{};
  return torch_import::read_resnet18(options.weights);
}

std::string about_last_layer(const StartingState& start, int classes) {
  if (start.empty()) return "";
  const auto bias = start.find(nn::resnet18_topology(classes).fc.bias_name());
  if (bias == start.end()) return "the last layer is new: the starting weights have no single linear one";
  const std::int64_t outputs = bias->second.shape[0];
  if (outputs == classes) return "";
  return "the last layer is new: that of the starting weights has " + std::to_string(outputs) +
         " outputs, not " + std::to_string(classes);
}

Expected<ResNet18Module> make_network(const TrainOptions& options, int classes, const StartingState& start,
                                      torch::Device device) {
  ResNet18Module network = make_resnet18(classes, options.seed);
  if (!start.empty()) {
    if (auto loaded = load_state(network, start); !loaded) return tl::unexpected(loaded.error());
  }
  network->to(device);
  return network;
}

}  // namespace deepcars::train
