#include "native/train/moving_average.h"

#include <algorithm>

namespace deepcars::train {
namespace {

/// average = keep * average + (1 - keep) * current, tensor by tensor; counters are copied.
template <typename Items>
void blend(const Items& average, const Items& current, double keep) {
  for (const auto& item : current) {
    torch::Tensor to = average[item.key()];
    if (to.is_floating_point()) {
      to.lerp_(item.value(), 1 - keep);
    } else {
      to.copy_(item.value());
    }
  }
}

}  // namespace

MovingAverage::MovingAverage(const ResNet18Module& network, int classes, double decay)
    : average_(classes), decay_(decay) {
  const torch::NoGradGuard no_grad;
  average_->to(network->parameters().front().device());
  blend(average_->named_parameters(), network->named_parameters(), 0);
  blend(average_->named_buffers(), network->named_buffers(), 0);
  average_->eval();
}

void MovingAverage::update(const ResNet18Module& network) {
  const torch::NoGradGuard no_grad;
  const auto done = static_cast<double>(steps_++);
  const double keep = std::min(decay_, (1 + done) / (10 + done));
  blend(average_->named_parameters(), network->named_parameters(), keep);
  blend(average_->named_buffers(), network->named_buffers(), keep);
}

}  // namespace deepcars::train
