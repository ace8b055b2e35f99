// Which of its instruction sets the network's kernels use here.
#pragma once

#include <string>

namespace deepcars::nn {

/// Highway's name of the target that it has chosen on this processor: "AVX2", "AVX3", "NEON", "WASM".
std::string simd_target();

}  // namespace deepcars::nn
