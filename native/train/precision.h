// Mixed precision: which arithmetic the network trains in. Includes LibTorch.
#pragma once

#include <torch/torch.h>

#include "native/train/run/train_options.h"

namespace deepcars::train {

enum class Precision {
  fp32,
  /// Convolutions in bfloat16; sums, weights and optimiser in fp32 (autocast; Micikevicius et al., "Mixed
  /// Precision Training", 2018). Needs no loss scaling: bfloat16 has the range of fp32.
  bf16,
};

/// The precision asked for. `automatic` is bf16 on CUDA and on processors with bfloat16 instructions (there
/// about twice as fast), else fp32.
Precision choose_precision(PrecisionChoice choice, torch::Device device);

/// While it lives, LibTorch computes in the given precision on the device.
class Autocast {
 public:
  Autocast(Precision precision, torch::Device device);
  ~Autocast();
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  const bool active_;
  const torch::DeviceType device_;
};

/// The memory format that convolutions of this precision are fastest in.
torch::MemoryFormat memory_format_of(Precision precision);

}  // namespace deepcars::train
