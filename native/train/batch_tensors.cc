#include "native/train/batch_tensors.h"

#include "native/base/interrupts.h"

namespace deepcars::train {

torch::Tensor input_tensor(const data::Batch& batch, int size_px, torch::Device device) {
  const auto photos = static_cast<std::int64_t>(batch.positions.size());
  // from_blob only looks at the values: the copy keeps them when the batch is gone.
  return torch::from_blob(const_cast<float*>(batch.inputs.data()), {photos, 3, size_px, size_px})
      .clone()
      .to(device);
}

std::vector<float> values_of(const torch::Tensor& tensor) {
  const torch::Tensor here = tensor.to(torch::kCPU, torch::kFloat32).contiguous();
  return {here.data_ptr<float>(), here.data_ptr<float>() + here.numel()};
}

torch::Tensor photos_at(const std::vector<std::size_t>& positions, const std::vector<std::size_t>& order,
                        torch::Device device) {
  std::vector<std::int64_t> photos;
  for (const std::size_t position : positions) photos.push_back(static_cast<std::int64_t>(order[position]));
  return torch::tensor(photos, torch::kInt64).to(device);
}

BatchResult outcome(const torch::Tensor& loss, const torch::Tensor& logits, const torch::Tensor& targets,
                    Workers& workers) {
  const torch::Tensor hits = logits.argmax(1).eq(targets.argmax(1)).sum();
  torch::Tensor numbers = torch::tensor({static_cast<double>(logits.size(0)), loss.item<double>(),
                                         hits.item<double>(), base::interrupted() ? 1.0 : 0.0},
                                        torch::TensorOptions(torch::kFloat64).device(logits.device()));
  workers.sum({numbers});
  const torch::Tensor all = numbers.to(torch::kCPU);
  const double* number = all.data_ptr<double>();
  return {.photos = static_cast<int>(number[0]),
          .loss = number[1],
          .correct = static_cast<int>(number[2]),
          .interrupted = number[3] > 0};
}

}  // namespace deepcars::train
