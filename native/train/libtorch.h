// What LibTorch says about itself and this machine; for files that do not include it.
#pragma once

#include <string>

namespace deepcars::train {

struct LibTorch {
  std::string version;  ///< "1.13.1"
  int cuda_devices = 0;
  bool bf16 = false;  ///< Whether `train --precision auto` computes in bf16 on the processor.
};

LibTorch libtorch();

}  // namespace deepcars::train
