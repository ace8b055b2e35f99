#include "native/train/precision.h"

#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace deepcars::train {
namespace {

bool processor_has_bf16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

/// LibTorch 2.4 named the devices; before, each had functions of its own.
void set_autocast(torch::DeviceType device, bool enabled) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_enabled(device, enabled);
  at::autocast::set_autocast_dtype(device, torch::kBFloat16);
#else
  if (device == torch::kCUDA) {
    at::autocast::set_enabled(enabled);
    at::autocast::set_autocast_gpu_dtype(torch::kBFloat16);
  } else {
    at::autocast::set_cpu_enabled(enabled);
    at::autocast::set_autocast_cpu_dtype(torch::kBFloat16);
  }
#endif
}

}  // namespace

Precision choose_precision(PrecisionChoice choice, torch::Device device) {
  if (choice == PrecisionChoice::automatic) {
    return device.is_cuda() || processor_has_bf16() ? Precision::bf16 : Precision::fp32;
  }
  return choice == PrecisionChoice::bf16 ? Precision::bf16 : Precision::fp32;
}

Autocast::Autocast(Precision precision, torch::Device device)
    : active_(precision == Precision::bf16), device_(device.type()) {
  if (!active_) return;
  set_autocast(device_, true);
  at::autocast::increment_nesting();
}

Autocast::~Autocast() {
  if (!active_) return;
  // The cache holds bfloat16 copies of the weights, which the optimiser is about to change.
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  set_autocast(device_, false);
}

torch::MemoryFormat memory_format_of(Precision precision) {
  return precision == Precision::bf16 ? torch::MemoryFormat::ChannelsLast : torch::MemoryFormat::Contiguous;
}

}  // namespace deepcars::train
