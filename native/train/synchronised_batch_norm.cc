#include "native/train/synchronised_batch_norm.h"

namespace deepcars::train {
namespace {

/// A reference to the workers in a form that autograd keeps between the forward and the backward pass.
struct WorkersCapsule : torch::CustomClassHolder {
  explicit WorkersCapsule(Workers& all) : workers(all) {}
  Workers& workers;
};

torch::Tensor sum_now(const torch::Tensor& x, Workers& workers) {
  torch::Tensor total = x.contiguous().clone();
  workers.sum({total});
  return total;
}

/// The sum of a tensor over the workers. What each worker's result contributes to the loss reaches every
/// worker's input, so the gradient is the same sum.
class SumOverWorkers : public torch::autograd::Function<SumOverWorkers> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               Workers* workers) {
    context->saved_data["workers"] = c10::IValue::make_capsule(c10::make_intrusive<WorkersCapsule>(*workers));
    return sum_now(x, *workers);
  }
  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               torch::autograd::tensor_list gradients) {
    const auto capsule = context->saved_data["workers"].toCapsule();
    torch::autograd::tensor_list result(
        2);  // One for each argument of forward; the workers have no gradient.
    result[0] = sum_now(gradients.at(0), static_cast<WorkersCapsule&>(*capsule).workers);
    return result;
  }
};

torch::Tensor summed(const torch::Tensor& x, Workers* workers) { return SumOverWorkers::apply(x, workers); }

void update_running(torch::nn::BatchNorm2d& norm, const torch::Tensor& mean, const torch::Tensor& variance,
                    const torch::Tensor& count) {
  const torch::NoGradGuard no_grad;
  const double momentum = norm->options.momentum().value();
  const torch::Tensor unbiased = variance * (count / (count - 1));
  norm->running_mean.lerp_(mean, momentum);
  norm->running_var.lerp_(unbiased, momentum);
  norm->num_batches_tracked.add_(1);
}

}  // namespace

torch::Tensor batch_norm(torch::nn::BatchNorm2d& norm, const torch::Tensor& x, Workers* workers) {
  if (workers == nullptr || workers->alone() || !norm->is_training()) return norm->forward(x);
  const torch::Tensor values = x.to(torch::kFloat32);
  const std::vector<std::int64_t> pixels = {0, 2, 3};
  const torch::Tensor count = summed(
      torch::full({1}, static_cast<double>(values.numel() / values.size(1)), values.options()), workers);
  // The mean first, then the squared distances from it: sums of squares alone would lose digits.
  const torch::Tensor mean = summed(values.sum(pixels), workers) / count;
  const torch::Tensor centred = values - mean.view({1, -1, 1, 1});
  const torch::Tensor variance = summed(centred.square().sum(pixels), workers) / count;
  update_running(norm, mean.detach(), variance.detach(), count.detach());
  const torch::Tensor scale = norm->weight * (variance + norm->options.eps()).rsqrt();
  return (centred * scale.view({1, -1, 1, 1}) + norm->bias.view({1, -1, 1, 1})).to(x.scalar_type());
}

}  // namespace deepcars::train
