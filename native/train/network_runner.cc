#include "native/train/network_runner.h"

#include <algorithm>

#include "native/train/batch_tensors.h"

namespace deepcars::train {

void NetworkClock::stop(std::size_t photos) {
  seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  photos_ += photos;
}

Throughput NetworkClock::throughput(const data::LoaderTime& loader, int threads) const {
  const auto rate = [this](double seconds) {
    return seconds > 0 ? static_cast<double>(photos_) / seconds : 0;
  };
  return {.photos = static_cast<int>(photos_),
          .decoding_per_s = rate(loader.making_s / threads),
          .network_per_s = rate(seconds_),
          .waiting_s = loader.waiting_s};
}

Expected<std::optional<std::vector<float>>> run_network(const TrainOptions& options, const Machine& machine,
                                                        std::span<const data::Photo> photos,
                                                        std::span<const data::OptionalMark> marks, int width,
                                                        const RunBatch& run, const OnPhotos& on_photos) {
  const torch::NoGradGuard no_grad;
  image::InputSpec spec;
  spec.size_px = options.model_input_size;
  const auto batch_size = static_cast<std::size_t>(options.batch_size);
  data::BatchLoader loader(
      data::make_batches(photos.size(), batch_size, 0, static_cast<std::size_t>(machine.workers.rank()),
                         static_cast<std::size_t>(machine.workers.size())),
      options.threads, [&](std::size_t position) {
        return data::photo_input(photos[position], spec,
                                 marks.empty() ? data::OptionalMark() : marks[position]);
      });

  // Every worker fills in its rows; the rest stays zero, so that the sum over the workers is the whole.
  torch::Tensor rows = torch::zeros({static_cast<std::int64_t>(photos.size()), width});
  torch::Tensor stopped = torch::zeros({1});
  while (true) {
    const auto batch = loader.next();
    if (!batch) return tl::unexpected(batch.error());
    if (!*batch) break;
    const std::vector<std::size_t>& positions = (*batch)->positions;
    if (positions.empty()) continue;
    const torch::Tensor input =
        input_tensor(**batch, spec.size_px, machine.device).contiguous(memory_format_of(machine.precision));
    torch::Tensor result;
    {
      const Autocast autocast(machine.precision, machine.device);
      result = run(input).to(torch::kCPU, torch::kFloat32);
    }
    const std::vector<std::int64_t> which(positions.begin(), positions.end());
    rows.index_copy_(0, torch::tensor(which), result);
    if (!on_photos(static_cast<int>(positions.size()))) {
      stopped.fill_(1);
      break;
    }
  }
  rows = rows.to(machine.device);
  stopped = stopped.to(machine.device);
  machine.workers.sum({rows, stopped});
  if (stopped.item<float>() > 0) return std::nullopt;
  return values_of(rows);
}

}  // namespace deepcars::train
