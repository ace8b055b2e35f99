#include "native/train/libtorch.h"

#include <torch/torch.h>
#include <torch/version.h>

#include "native/train/precision.h"

namespace deepcars::train {

LibTorch libtorch() {
  const bool bf16 = choose_precision(PrecisionChoice::automatic, torch::kCPU) == Precision::bf16;
  return {.version = TORCH_VERSION,
          .cuda_devices = torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0,
          .bf16 = bf16};
}

}  // namespace deepcars::train
