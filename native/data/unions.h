// Disjoint sets that grow together (union-find).
#pragma once

#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace deepcars::data {

/// A forest with path halving: each tree is a set, and its root stands for it. A set has the size of its members.
class Unions {
 public:
  explicit Unions(std::vector<std::size_t> sizes) : parent_(sizes.size()), size_(std::move(sizes)) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  std::size_t size(std::size_t root) const { return size_[root]; }
  void join(std::size_t a, std::size_t b) {
    if (size_[a] < size_[b]) std::swap(a, b);
    parent_[b] = a;
    size_[a] += size_[b];
  }

 private:
  std::vector<std::size_t> parent_, size_;
};

}  // namespace deepcars::data
