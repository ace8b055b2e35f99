// Named tensors in memory: what weight files hold and networks are made of.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace deepcars::weights {

/// One tensor, always fp32 whatever it was stored as. Its name is its key in Tensors.
struct NamedTensor {
  std::vector<std::int64_t> shape;
  std::vector<float> values;  ///< Row-major, product(shape) elements.
};

/// A network's tensors by name.
using Tensors = std::map<std::string, NamedTensor>;

/// The tensors' shapes by name.
using Shapes = std::map<std::string, std::vector<std::int64_t>>;

}  // namespace deepcars::weights
