// A random photo answered by a network with random weights.
#pragma once

#include <cstdint>
#include <utility>

#include "tests/explain/answered_photo.h"
#include "tests/random.h"
#include "tests/random_model.h"

namespace deepcars::explain {

inline constexpr int random_classes = 4;

inline AnsweredPhoto random_photo(int size_px, std::uint64_t seed, nn::ThreadPool& pool) {
  weights::ModelFile file = testing::random_model(random_classes, size_px, seed);
  testing::Random random(seed + 1);
  return {nn::ResNet18::create(file.tensors).value(), std::move(file.metadata),
          testing::random_tensor({1, 3, size_px, size_px}, random), pool};
}

}  // namespace deepcars::explain
