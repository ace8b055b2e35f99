// Which few tiles of the photo have to be hidden for the answer to move far: a counterfactual explanation in lay form
// (Goyal et al., "Counterfactual Visual Explanations", 2019, who exchange regions instead).
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "shared/explain/explanation.h"
#include "shared/explain/fill.h"
#include "shared/nn/masked_forward.h"

namespace deepcars::explain {

struct SmallestChange {
  std::vector<std::size_t> tiles;  ///< Their numbers (tile_grid.h), the first found first.
  double before = 0;               ///< The target's value for the photo.
  double after = 0;                ///< With these tiles hidden, by a pass through the whole network.
  bool is_enough = false;          ///< Whether the target moved as far as was asked.
};

/// A greedy search: it hides the tile that moves the target most, then the one that moves it most in the same direction
/// with the first one hidden, and so on. Fewer tiles may exist that it does not find. All 49 tiles are tried for the first
/// place, for the others those that moved most when they were tried last. The same result on every device and for any
/// number of threads.
class SmallestChangeSearch {
 public:
  static constexpr int max_tiles = 12;
  static constexpr double default_amount = 10;  ///< In the target's unit.

  /// What the subject refers to must outlive the search.
  SmallestChangeSearch(const Subject& subject, Fill fill, double amount = default_amount);

  /// One tile at the most for each step; is_finished comes earlier if it is enough.
  int steps() const { return max_tiles; }
  int steps_done() const { return static_cast<int>(found_.tiles.size()); }
  bool is_finished() const { return found_.is_enough || is_stuck_ || steps_done() == max_tiles; }

  /// Finds one more tile. Precondition: it is not finished.
  void step(nn::ThreadPool& pool);

  const SmallestChange& so_far() const { return found_; }

 private:
  struct Candidate {
    std::size_t tile;
    double moved;  ///< How far the target moved when it was tried last, from where it was then.
  };

  /// Tries the first `count` candidates, each on top of what is hidden, and puts the one that moves most in front.
  void try_candidates(std::size_t count, nn::ThreadPool& pool);

  Subject subject_;
  Fill fill_;
  double amount_;
  std::vector<float> hidden_;  ///< [3, S, S]
  std::optional<nn::MaskedForward> masked_;
  std::vector<Candidate> candidates_;
  double direction_ = 0;   ///< 1 if hiding raises the target, -1 if it lowers it; 0 before the first step.
  bool is_stuck_ = false;  ///< No tile moves the target further, or an answer is not a number.
  SmallestChange found_;
};

}  // namespace deepcars::explain
