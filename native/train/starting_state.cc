#include "native/train/starting_state.h"

#include <filesystem>

#include "native/import/resnet18_reader.h"
#include "native/train/run/run_folder.h"
#include "shared/nn/resnet18_topology.h"

namespace deepcars::train {
namespace fs = std::filesystem;
namespace {

fs::path file_of_init(const fs::path& run_or_file) {
  std::error_code problem;
  return fs::is_directory(run_or_file, problem) ? RunFolder(run_or_file).best_state() : run_or_file;
}

}  // namespace

Expected<StartingState> read_starting_state(const TrainOptions& options) {
  if (!options.init.empty()) return torch_import::read_resnet18(file_of_init(options.init));
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
