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

/// What is averaged over the copies.
enum class Term { gradient, square, squared_change };

class SmoothGrad final : public Explanation {
 public:
  SmoothGrad(const Subject& subject, const MethodOptions& options, Term term)
      : subject_(subject), seed_(options.seed), copies_(options.samples), term_(term) {
    const std::size_t values = subject.input.values.size();
    sums_.resize(term == Term::squared_change ? values / 3 : values);
    if (term == Term::squared_change) from_ = filled(subject.input.values, subject.spec, options.fill);
    const auto [lowest, highest] = std::ranges::minmax(subject.input.values);
    deviation_ = smooth_grad_noise * (static_cast<double>(highest) - static_cast<double>(lowest));
  }

  int steps() const override { return copies_; }

  Explained so_far() const override {
    std::vector<float> means, map(subject_.input.values.size() / 3);
    for (const double sum : sums_) means.push_back(static_cast<float>(sum / steps_done()));
    if (term_ == Term::squared_change) {
      std::ranges::transform(means, map.begin(), [](float mean) { return std::sqrt(mean); });
    } else {
      largest_magnitude(means, map);
    }
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
    add(input_gradients(subject_, noisy, pool).values);
    return 2;
  }

  void add(const std::vector<float>& gradient) {
    const auto square = [](double value) { return value * value; };
    if (term_ != Term::squared_change) {
      for (std::size_t i = 0; i < sums_.size(); ++i)
        sums_[i] += term_ == Term::square ? square(gradient[i]) : gradient[i];
      return;
    }
    const std::vector<float>& photo = subject_.input.values;
    for (std::size_t pixel = 0; pixel < sums_.size(); ++pixel) {
      double change = 0;
      for (std::size_t i = pixel; i < photo.size(); i += sums_.size())
        change += static_cast<double>(gradient[i]) * (photo[i] - from_[i]);
      sums_[pixel] += square(change);
    }
  }

  Subject subject_;
  std::uint64_t seed_;
  int copies_;
  Term term_;
  double deviation_ = 0;
  std::vector<float> from_;   ///< [3, S, S], the fill; only for squared_change.
  std::vector<double> sums_;  ///< [3, S, S]; for squared_change [S, S].
};

}  // namespace

std::unique_ptr<Explanation> begin_smooth_grad(const Subject& subject, const MethodOptions& options) {
  return std::make_unique<SmoothGrad>(subject, options, Term::gradient);
}

std::unique_ptr<Explanation> begin_smooth_grad_squared(const Subject& subject, const MethodOptions& options) {
  return std::make_unique<SmoothGrad>(subject, options, Term::square);
}

std::unique_ptr<Explanation> begin_smooth_times_input(const Subject& subject, const MethodOptions& options) {
  return std::make_unique<SmoothGrad>(subject, options, Term::squared_change);
}

}  // namespace deepcars::explain
