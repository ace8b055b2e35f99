#include "shared/explain/smooth_grad.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "shared/explain/gradient.h"
#include "shared/explain/methods.h"
#include "shared/random.h"

namespace deepcars::explain {
namespace {

/// About normal, mean 0 and variance 1: the sum of twelve uniform numbers less its mean (Irwin, 1927; Hall, 1927).
/// Unlike a logarithm or a cosine it has the same bits everywhere. Each draw gives four numbers of 16 bits.
double normal(Random& random) {
  std::uint64_t sum = 0;
  for (int draw = 0; draw < 3; ++draw) {
    const std::uint64_t bits = random.bits();
    sum += (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
  }
  return static_cast<double>(sum) * 0x1.0p-16 - 6 + 6 * 0x1.0p-16;
}

class SmoothGrad final : public Explanation {
 public:
  SmoothGrad(const Subject& subject, const MethodOptions& options, int copies, bool squares)
      : subject_(subject),
        seed_(options.seed),
        copies_(copies),
        squares_(squares),
        sums_(subject.input.values.size()) {
    const auto [lowest, highest] = std::ranges::minmax(subject.input.values);
    deviation_ = smooth_grad_noise * (static_cast<double>(highest) - static_cast<double>(lowest));
  }

  int steps() const override { return copies_; }

  Explained so_far() const override {
    std::vector<float> means, map(sums_.size() / 3);
    for (const double sum : sums_) means.push_back(static_cast<float>(sum / steps_done()));
    largest_magnitude(means, map);
    return {.map = square_map(subject_, false, std::move(map)),
            .tiles = {},
            .completeness = {},
            .standard_error = {}};
  }

 private:
  std::int64_t advance(int step, nn::ThreadPool& pool) override {
    Random random(mix_seed(seed_, static_cast<std::uint64_t>(step)));
    nn::Tensor noisy = subject_.input;
    for (float& value : noisy.values) value += static_cast<float>(deviation_ * normal(random));
    const nn::Tensor gradient = input_gradients(subject_, noisy, pool);
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      const double value = gradient.values[i];
      sums_[i] += squares_ ? value * value : value;
    }
    return 2;
  }

  Subject subject_;
  std::uint64_t seed_;
  int copies_;
  bool squares_;
  double deviation_ = 0;
  std::vector<double> sums_;  ///< [3, S, S]
};

}  // namespace

std::unique_ptr<Explanation> begin_smooth_grad(const Subject& subject, const MethodOptions& options) {
  return std::make_unique<SmoothGrad>(subject, options, options.samples, false);
}

std::unique_ptr<Explanation> begin_smooth_grad_squared(const Subject& subject, const MethodOptions& options) {
  return std::make_unique<SmoothGrad>(subject, options, options.samples, true);
}

}  // namespace deepcars::explain
