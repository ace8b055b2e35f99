#include "native/train/starting_state.h"

#include <filesystem>

#include "native/base/files.h"
#include "native/import/pth_reader.h"
#include "native/train/run/run_folder.h"
#include "shared/weights/safetensors.h"

namespace deepcars::train {
namespace fs = std::filesystem;
namespace {

Expected<StartingState> read_best_state(const fs::path& run_or_file) {
  std::error_code problem;
  const bool folder = fs::is_directory(run_or_file, problem);
  const fs::path path = folder ? RunFolder(run_or_file).best_state() : run_or_file;
  const auto bytes = base::read_file(path);
  if (!bytes) return tl::unexpected(bytes.error());
  auto file = weights::parse_safetensors(*bytes);
  if (!file) {
    return failure(file.error().code, path.string() + " cannot be used: " + file.error().message,
                   file.error().hint);
  }
  return std::move(file->tensors);
}

}  // namespace

Expected<StartingState> read_starting_state(const TrainOptions& options) {
  if (!options.init.empty()) return read_best_state(options.init);
  if (options.weights == "none") return StartingState{};
  return torch_import::read_pth(options.weights);
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
