#include "native/train/machine.h"

#include <algorithm>

#include "native/base/environment.h"

namespace deepcars::train {

Expected<torch::Device> find_device(DeviceKind kind) {
  if (kind == DeviceKind::cpu) return torch::Device(torch::kCPU);
  if (!torch::cuda::is_available()) {
    return failure(ErrorCode::invalid_argument, "this LibTorch finds no CUDA device", "use --device cpu");
  }
  // Workers of one machine have a device each.
  const int number = std::max(0, base::environment_number("LOCAL_RANK").value_or(0));
  const auto devices = static_cast<int>(torch::cuda::device_count());
  return torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(number % devices));
}

Machine set_up_machine(const TrainOptions& options, torch::Device device, Workers& workers) {
  torch::set_num_threads(options.threads);
  return {.device = device, .precision = choose_precision(options.precision, device), .workers = workers};
}

}  // namespace deepcars::train
