// How the fast kernels round.
#pragma once

namespace deepcars::nn {

/// How a product is added to a sum.
enum class Rounding {
  /// Product and sum are rounded once together, where the processor can: fastest.
  fused,
  /// Product and sum are rounded separately, in the same order everywhere: the same bits on every processor.
  separate,
};

}  // namespace deepcars::nn
