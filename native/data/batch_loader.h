// Batches prepared by threads of their own while the network works on earlier ones.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "shared/error.h"

namespace deepcars::data {

/// Positions in some order of photos, batch by batch.
using Batches = std::vector<std::vector<std::size_t>>;

/// Positions 0..count-1 in batches of batch_size (the last may be smaller), from batch `first` on; of each
/// batch only every parts-th position, beginning with the part-th: several workers share a batch so.
/// Preconditions: batch_size >= 1; 0 <= part < parts.
Batches make_batches(std::size_t count, std::size_t batch_size, std::size_t first = 0, std::size_t part = 0,
                     std::size_t parts = 1);

/// Inputs of some photos, one after the other.
struct Batch {
  std::vector<std::size_t> positions;
  std::vector<float> inputs;  ///< [positions, values per input].
};

/// How long threads were busy, in seconds; of several threads at once the sum.
struct LoaderTime {
  double making_s = 0;   ///< Preparing inputs.
  double waiting_s = 0;  ///< next() waiting for them: time that the network lost.
};

class BatchLoader {
 public:
  /// Makes the input of a position; called from several threads at once.
  using MakeInput = std::function<Expected<std::vector<float>>(std::size_t position)>;

  /// Starts `threads` threads at once. Each makes a batch of its own; two more than there are threads may be in the
  /// making or wait, so that a batch which takes long does not stop the others. Precondition: threads >= 1.
  BatchLoader(Batches batches, int threads, MakeInput make);
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  /// The next batch in order, or nothing after the last. Errors: those of MakeInput.
  Expected<std::optional<Batch>> next();

  LoaderTime time() const;

 private:
  void work();
  Expected<Batch> make_batch(const std::vector<std::size_t>& positions) const;

  const Batches batches_;
  const std::size_t ahead_;
  const MakeInput make_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::size_t, Expected<Batch>> finished_;
  std::size_t to_make_ = 0;
  std::size_t to_hand_out_ = 0;
  LoaderTime time_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace deepcars::data
