#include "shared/explain/smallest_change.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "shared/explain/tile_patch.h"

namespace deepcars::explain {
namespace {

/// After the first tile so many are tried for each further one: what moved little alone seldom moves much later.
constexpr std::size_t tries = 16;

}  // namespace

SmallestChangeSearch::SmallestChangeSearch(const Subject& subject, Fill fill, double amount)
    : subject_(subject), fill_(fill), amount_(amount) {
  found_.before = found_.after = subject.target.value(subject.logits);
  for (std::size_t tile = 0; tile < std::size_t{tiles_per_side} * tiles_per_side; ++tile)
    candidates_.push_back({.tile = tile, .moved = 0});
}

void SmallestChangeSearch::step(nn::ThreadPool& pool) {
  if (!masked_) {
    hidden_ = filled(subject_.input.values, subject_.spec, fill_);
    masked_.emplace(subject_.network, subject_.input, pool, subject_.kernels);
  }
  try_candidates(direction_ == 0 ? candidates_.size() : std::min(tries, candidates_.size()), pool);
  const Candidate best = candidates_.front();
  if (direction_ == 0) direction_ = best.moved < 0 ? -1 : 1;
  if (is_stuck_ || direction_ * best.moved <= 0) {
    is_stuck_ = true;
    return;
  }
  candidates_.erase(candidates_.begin());
  const std::vector<nn::Patch> chosen = {tile_patch(hidden_, subject_.spec.size_px, best.tile)};
  const nn::Tensor logits = masked_->cumulative(chosen, pool).logits;
  found_.tiles.push_back(best.tile);
  found_.after = subject_.target.value(nn::row(logits, 0));
  found_.is_enough = std::abs(found_.after - found_.before) >= amount_;
}

void SmallestChangeSearch::try_candidates(std::size_t count, nn::ThreadPool& pool) {
  std::vector<nn::Patch> patches;
  for (std::size_t i = 0; i < count; ++i)
    patches.push_back(tile_patch(hidden_, subject_.spec.size_px, candidates_[i].tile));
  const nn::Tensor logits = masked_->each(patches, pool).logits;
  for (std::size_t i = 0; i < count; ++i)
    candidates_[i].moved = subject_.target.value(nn::row(logits, i)) - found_.after;
  const auto reach = [this](const Candidate& candidate) {
    return direction_ == 0 ? std::abs(candidate.moved) : direction_ * candidate.moved;
  };
  const auto further = [&](const Candidate& a, const Candidate& b) {
    const double reach_a = reach(a), reach_b = reach(b);
    return reach_a != reach_b ? reach_a > reach_b : a.tile < b.tile;
  };
  is_stuck_ = !std::all_of(candidates_.begin(), candidates_.end(),
                           [](const Candidate& candidate) { return std::isfinite(candidate.moved); });
  if (!is_stuck_) std::sort(candidates_.begin(), candidates_.end(), further);
}

}  // namespace deepcars::explain
