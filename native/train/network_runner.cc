#include "native/train/network_runner.h"

#include <numeric>

#include "native/data/photo_input.h"

namespace deepcars::native {

torch::Tensor input_tensor(const Batch& batch, int size_px, torch::Device device) {
  const auto photos = static_cast<std::int64_t>(batch.photos.size());
  // from_blob only looks at the values: the copy keeps them when the batch is gone.
  return torch::from_blob(const_cast<float*>(batch.inputs.data()), {photos, 3, size_px, size_px})
      .clone()
      .to(device);
}

Expected<std::vector<float>> run_network(const TrainOptions& options, ResNet18Module& network,
                                         torch::Device device, const std::vector<Photo>& photos,
                                         const RunBatch& run) {
  const torch::NoGradGuard no_grad;
  network->eval();
  image::InputSpec spec;
  spec.size_px = options.model_input_size;
  std::vector<std::size_t> order(photos.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  BatchLoader loader(std::move(order), static_cast<std::size_t>(options.batch_size), options.threads,
                     loader_ahead,
                     [&](std::size_t, std::size_t photo) { return photo_input(photos[photo], spec); });
  std::vector<float> rows;
  while (true) {
    const auto batch = loader.next();
    if (!batch) return tl::unexpected(batch.error());
    if (!*batch) return rows;
    const torch::Tensor result = run(input_tensor(**batch, spec.size_px, device));
    if (!result.defined()) return rows;
    const torch::Tensor plain = result.to(torch::kCPU).contiguous();
    rows.insert(rows.end(), plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel());
  }
}

}  // namespace deepcars::native
