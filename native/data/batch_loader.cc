#include "native/data/batch_loader.h"

#include <algorithm>
#include <chrono>

#include "native/base/within_memory.h"

namespace deepcars::data {

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Batches make_batches(std::size_t count, std::size_t batch_size, std::size_t first, std::size_t part,
                     std::size_t parts) {
  Batches batches;
  for (std::size_t begin = first * batch_size; begin < count; begin += batch_size) {
    const std::size_t end = std::min(begin + batch_size, count);
    std::vector<std::size_t>& batch = batches.emplace_back();
    for (std::size_t position = begin + part; position < end; position += parts) batch.push_back(position);
  }
  return batches;
}

BatchLoader::BatchLoader(Batches batches, int threads, MakeInput make)
    : batches_(std::move(batches)), ahead_(static_cast<std::size_t>(threads) + 2), make_(std::move(make)) {
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

Expected<Batch> BatchLoader::make_batch(const std::vector<std::size_t>& positions) const {
  Batch batch;
  for (const std::size_t position : positions) {
    const auto input = make_(position);
    if (!input) return tl::unexpected(input.error());
    if (batch.inputs.empty()) batch.inputs.reserve(input->size() * positions.size());
    batch.inputs.insert(batch.inputs.end(), input->begin(), input->end());
    batch.positions.push_back(position);
  }
  return batch;
}

void BatchLoader::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(
        lock, [&] { return stopping_ || to_make_ >= batches_.size() || to_make_ < to_hand_out_ + ahead_; });
    if (stopping_ || to_make_ >= batches_.size()) return;
    const std::size_t index = to_make_++;
    lock.unlock();
    const auto start = std::chrono::steady_clock::now();
    auto batch = base::within_memory("a batch of photos", [&] { return make_batch(batches_[index]); });
    lock.lock();
    time_.making_s += seconds_since(start);
    finished_.emplace(index, std::move(batch));
    changed_.notify_all();
  }
}

Expected<std::optional<Batch>> BatchLoader::next() {
  std::unique_lock lock(mutex_);
  if (to_hand_out_ >= batches_.size()) return std::nullopt;
  const auto start = std::chrono::steady_clock::now();
  changed_.wait(lock, [&] { return finished_.contains(to_hand_out_); });
  time_.waiting_s += seconds_since(start);
  auto batch = std::move(finished_.extract(to_hand_out_).mapped());
  ++to_hand_out_;
  changed_.notify_all();
  if (!batch) return tl::unexpected(batch.error());
  return std::optional<Batch>(std::move(*batch));
}

LoaderTime BatchLoader::time() const {
  const std::lock_guard lock(mutex_);
  return time_;
}

}  // namespace deepcars::data
