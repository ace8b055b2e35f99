#include "native/train/run/mixup.h"

#include <algorithm>
#include <cmath>

#include "shared/random.h"

namespace deepcars::train {
namespace {

/// Beta(alpha, alpha) by Joehnk's method ("Erzeugung von betaverteilten und gammaverteilten Zufallszahlen",
/// 1964): exact for every alpha, and quick up to 1, which is where mixup uses it.
double symmetric_beta(double alpha, Random& random) {
  while (true) {
    const double x = std::pow(random.uniform(), 1 / alpha);
    const double y = std::pow(random.uniform(), 1 / alpha);
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}

}  // namespace

Mixing mixing_at(std::size_t position, std::size_t count, double alpha, std::uint64_t seed) {
  if (alpha <= 0) return {position, 1.0f};
  Random random(mix_seed(seed, position));
  const std::size_t other = random.below(count);
  const double share = symmetric_beta(alpha, random);
  return {other, static_cast<float>(std::max(share, 1 - share))};
}

void mix_into(std::span<float> input, std::span<const float> other, float share) {
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = share * input[i] + (1 - share) * other[i];
}

}  // namespace deepcars::train
