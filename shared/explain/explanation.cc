#include "shared/explain/explanation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace deepcars::explain {

double Completeness::gap() const { return std::abs(sum - expected); }

HeatMap square_map(const Subject& subject, bool is_signed, std::vector<float> values) {
  return {.width_px = subject.spec.size_px,
          .height_px = subject.spec.size_px,
          .is_signed = is_signed,
          .values = std::move(values)};
}

nn::Tensor input_gradients(const Subject& subject, const nn::Tensor& inputs, nn::ThreadPool& pool,
                           std::vector<double>* values) {
  nn::TracePtr trace;
  const nn::Tensor logits = subject.network.forward(inputs, pool, trace, subject.kernels).logits;
  nn::Tensor logits_gradient{logits.shape, {}};
  for (std::size_t n = 0; n < static_cast<std::size_t>(logits.shape[0]); ++n) {
    const auto of_one = subject.target.gradient(nn::row(logits, n));
    logits_gradient.values.insert(logits_gradient.values.end(), of_one.begin(), of_one.end());
    if (values != nullptr) values->push_back(subject.target.value(nn::row(logits, n)));
  }
  return subject.network.input_backward(*trace, logits_gradient, nn::ReluRule::gradient, pool,
                                        subject.kernels);
}

std::vector<double> target_values(const Subject& subject, const nn::Tensor& inputs, nn::ThreadPool& pool) {
  const nn::Tensor logits = subject.network.forward(inputs, pool, subject.kernels).logits;
  std::vector<double> values;
  for (std::size_t n = 0; n < static_cast<std::size_t>(logits.shape[0]); ++n)
    values.push_back(subject.target.value(nn::row(logits, n)));
  return values;
}

}  // namespace deepcars::explain
