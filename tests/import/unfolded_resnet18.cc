#include "tests/import/unfolded_resnet18.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "native/train/resnet18_module.h"

namespace deepcars::testing {

using train::ResNet18Module;

weights::Tensors random_unfolded_state(int classes, std::uint64_t seed) {
  const torch::NoGradGuard no_grad;
  ResNet18Module network = train::make_resnet18(classes, seed);
  for (auto& item : network->named_parameters()) {
    const std::string& name = item.key();
    if (name.find("bn") != std::string::npos || name.find("downsample.1") != std::string::npos) {
      item.value().add_(torch::randn_like(item.value()) * 0.1);
    }
  }
  for (auto& item : network->named_buffers()) {
    if (item.key().find("running_mean") != std::string::npos) item.value().normal_(0.0, 0.2);
    if (item.key().find("running_var") != std::string::npos) item.value().uniform_(0.5, 1.5);
  }
  return train::state_of(network);
}

nn::Tensor unfolded_logits(const weights::Tensors& state, int classes, const nn::Tensor& input) {
  const torch::NoGradGuard no_grad;
  ResNet18Module network = train::make_resnet18(classes, 0);
  if (const auto loaded = train::load_state(network, state); !loaded)
    throw std::runtime_error(loaded.error().sentence());
  network->eval();
  const std::vector<std::int64_t> shape(input.shape.begin(), input.shape.end());
  const torch::Tensor logits =
      network->forward(torch::tensor(at::ArrayRef<float>(input.values)).reshape(shape)).contiguous();
  const float* values = logits.data_ptr<float>();
  return {.shape = {input.shape[0], classes}, .values = {values, values + logits.numel()}};
}

}  // namespace deepcars::testing
