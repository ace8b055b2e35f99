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

namespace deepcars::native {

/// Inputs of some photos, one after the other.
struct Batch {
  std::vector<std::size_t> photos;  ///< Which, as in the loader's order.
  std::vector<float> inputs;        ///< [photos, values per input].
};

class BatchLoader {
 public:
  /// Makes the input of order[position]; called from several threads at once.
  using MakeInput = std::function<Expected<std::vector<float>>(std::size_t position, std::size_t photo)>;

  /// Starts `threads` threads at once; at most `ahead` finished batches wait. The last batch may be shorter.
  /// Preconditions: batch_size, threads and ahead are at least 1.
  BatchLoader(std::vector<std::size_t> order, std::size_t batch_size, int threads, std::size_t ahead,
              MakeInput make);
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  /// The next batch in order, or nothing after the last. Errors: those of MakeInput.
  Expected<std::optional<Batch>> next();

 private:
  void work();
  Expected<Batch> make_batch(std::size_t index) const;

  const std::vector<std::size_t> order_;
  const std::size_t batch_size_;
  const std::size_t batches_;
  const std::size_t ahead_;
  const MakeInput make_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::size_t, Expected<Batch>> finished_;
  std::size_t to_make_ = 0;
  std::size_t to_hand_out_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace deepcars::native
