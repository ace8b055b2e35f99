#include "native/data/batch_loader.h"

#include <algorithm>

namespace deepcars::native {

BatchLoader::BatchLoader(std::vector<std::size_t> order, std::size_t batch_size, int threads,
                         std::size_t ahead, MakeInput make)
    : order_(std::move(order)),
      batch_size_(batch_size),
      batches_((order_.size() + batch_size - 1) / batch_size),
      ahead_(ahead),
      make_(std::move(make)) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

BatchLoader::~BatchLoader() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Expected<Batch> BatchLoader::make_batch(std::size_t index) const {
  Batch batch;
  const std::size_t begin = index * batch_size_;
  const std::size_t end = std::min(begin + batch_size_, order_.size());
  for (std::size_t position = begin; position < end; ++position) {
    const auto input = make_(position, order_[position]);
    if (!input) return tl::unexpected(input.error());
    if (batch.inputs.empty()) batch.inputs.reserve(input->size() * (end - begin));
    batch.inputs.insert(batch.inputs.end(), input->begin(), input->end());
    batch.photos.push_back(order_[position]);
  }
  return batch;
}

void BatchLoader::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock,
                  [&] { return stopping_ || to_make_ >= batches_ || to_make_ < to_hand_out_ + ahead_; });
    if (stopping_ || to_make_ >= batches_) return;
    const std::size_t index = to_make_++;
    lock.unlock();
    auto batch = make_batch(index);
    lock.lock();
    finished_.emplace(index, std::move(batch));
    changed_.notify_all();
  }
}

Expected<std::optional<Batch>> BatchLoader::next() {
  std::unique_lock lock(mutex_);
  if (to_hand_out_ >= batches_) return std::nullopt;
  changed_.wait(lock, [&] { return finished_.contains(to_hand_out_); });
  auto batch = std::move(finished_.extract(to_hand_out_).mapped());
  ++to_hand_out_;
  changed_.notify_all();
  if (!batch) return tl::unexpected(batch.error());
  return std::optional<Batch>(std::move(*batch));
}

}  // namespace deepcars::native
