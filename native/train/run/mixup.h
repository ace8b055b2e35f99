// Pictures that show two photos at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace deepcars::train {

/// One photo laid over another, as half-transparent slides: its pixels and its target count `share`, the
/// other's the rest (Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2018). Training on
/// blended photos with blended targets makes the network less confident about memorised examples.
struct Mixing {
  std::size_t other = 0;  ///< Position in the epoch.
  float share = 1;        ///< 0.5..1; 1: the photo alone.
};

/// How the photo at a position of an epoch of `count` photos is mixed: the other is any of them, the share
/// the larger part of a draw from Beta(alpha, alpha). alpha 0: the photo alone. The same for the same seed
/// and position, whichever worker asks.
Mixing mixing_at(std::size_t position, std::size_t count, double alpha, std::uint64_t seed);

/// input becomes share * input + (1 - share) * other. Precondition: equal lengths.
void mix_into(std::span<float> input, std::span<const float> other, float share);

}  // namespace deepcars::train
