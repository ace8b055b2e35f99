#include "shared/explain/integrated_gradients.h"

#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "shared/explain/gradient.h"

namespace deepcars::explain {
namespace {

/// The points 0..count-1 in an order in which every beginning is spread over all of them, so that an early map is a
/// rough one of the whole: steps of about the golden section, made coprime with the count.
std::vector<int> spread_order(int count) {
  int stride = static_cast<int>(0.618 * count);
  while (stride > 1 && std::gcd(stride, count) != 1) --stride;
  std::vector<int> order;
  for (int i = 0, at = count / 2; i < count; ++i, at = (at + std::max(stride, 1)) % count)
    order.push_back(at);
  return order;
}

class IntegratedGradients final : public Explanation {
 public:
  IntegratedGradients(const Subject& subject, const MethodOptions& options)
      : subject_(subject),
        order_(spread_order(options.samples)),
        from_(filled(subject.input.values, subject.spec, options.fill)),
        sums_(from_.size()) {}

  int steps() const override { return static_cast<int>(order_.size()); }

  Explained so_far() const override {
    std::vector<float> products, map(sums_.size() / 3);
    Completeness completeness{.sum = 0, .expected = subject_.target.value(subject_.logits) - value_of_fill_};
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      const double product = (subject_.input.values[i] - from_[i]) * sums_[i] / steps_done();
      products.push_back(static_cast<float>(product));
      completeness.sum += product;
    }
    channel_sum(products, map);
    return {.map = square_map(subject_, true, std::move(map)),
            .tiles = {},
            .completeness = completeness,
            .standard_error = {}};
  }

 private:
  std::int64_t advance(int step, nn::ThreadPool& pool) override {
    std::int64_t passes = 2;
    if (step == 0) {
      value_of_fill_ = target_values(subject_, {subject_.input.shape, from_}, pool).front();
      ++passes;
    }
    const float share =
        (static_cast<float>(order_[static_cast<std::size_t>(step)]) + 0.5f) / static_cast<float>(steps());
    nn::Tensor between = subject_.input;
    for (std::size_t i = 0; i < from_.size(); ++i)
      between.values[i] = from_[i] + share * (between.values[i] - from_[i]);
    const nn::Tensor gradient = input_gradients(subject_, between, pool);
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += gradient.values[i];
    return passes;
  }

  Subject subject_;
  std::vector<int> order_;
  std::vector<float> from_;   ///< [3, S, S]
  std::vector<double> sums_;  ///< [3, S, S]
  double value_of_fill_ = 0;
};

}  // namespace

std::unique_ptr<Explanation> begin_integrated_gradients(const Subject& subject,
                                                        const MethodOptions& options) {
  return std::make_unique<IntegratedGradients>(subject, options);
}

}  // namespace deepcars::explain
