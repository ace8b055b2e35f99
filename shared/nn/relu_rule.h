// How a gradient passes a ReLU in the backward pass.
#pragma once

namespace deepcars::nn {

/// Which part of a gradient a ReLU lets through.
enum class ReluRule {
  gradient,  ///< Where the input was positive: the derivative.
  guided,    ///< Where the input and the gradient are both positive: guided backpropagation
             ///< (Springenberg et al., "Striving for Simplicity", 2015).
};

}  // namespace deepcars::nn
