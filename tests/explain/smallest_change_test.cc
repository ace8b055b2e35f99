#include "shared/explain/smallest_change.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <vector>

#include "shared/explain/tile_grid.h"
#include "tests/explain/random_photo.h"
#include "tests/thread_counts.h"

namespace deepcars::explain {
namespace {

constexpr int size_px = 48;
const Target year{.kind = Target::Kind::expected_year};

/// The photo with some tiles hidden, drawn pixel by pixel.
std::vector<float> without(const AnsweredPhoto& photo, const std::vector<std::size_t>& tiles) {
  const std::vector<float> hidden = filled(photo.input().values, photo.spec(), Fill::blurred);
  std::vector<float> picture = photo.input().values;
  for (std::size_t i = 0; i < picture.size(); ++i) {
    const int x = static_cast<int>(i % size_px), y = static_cast<int>(i / size_px % size_px);
    for (const std::size_t tile : tiles) {
      const int row = static_cast<int>(tile) / tiles_per_side,
                column = static_cast<int>(tile) % tiles_per_side;
      if (y >= row * size_px / 7 && y < (row + 1) * size_px / 7 && x >= column * size_px / 7 &&
          x < (column + 1) * size_px / 7)
        picture[i] = hidden[i];
    }
  }
  return picture;
}

SmallestChange search(const AnsweredPhoto& photo, double amount, nn::ThreadPool& pool) {
  SmallestChangeSearch search(photo.subject(year), Fill::blurred, amount);
  while (!search.is_finished()) search.step(pool);
  return search.so_far();
}

TEST(SmallestChange, TheFirstTileIsTheOneThatMovesTheAnswerMost) {
  nn::ThreadPool pool(1);
  const AnsweredPhoto photo = random_photo(size_px, 71, pool);
  const double before = photo.value_of(photo.input().values, year, pool);
  double furthest = 0;
  for (std::size_t tile = 0; tile < 49; ++tile)
    furthest = std::max(furthest, std::abs(photo.value_of(without(photo, {tile}), year, pool) - before));
  ASSERT_GT(furthest, 0);

  const SmallestChange found = search(photo, furthest, pool);
  EXPECT_TRUE(found.is_enough);
  ASSERT_EQ(found.tiles.size(), 1u);
  EXPECT_DOUBLE_EQ(found.before, before);
  EXPECT_DOUBLE_EQ(std::abs(found.after - found.before), furthest);
}

TEST(SmallestChange, WhatItSaysOfTheEndIsWhatAWholePassSays) {
  nn::ThreadPool pool(1);
  const AnsweredPhoto photo = random_photo(size_px, 72, pool);
  const SmallestChange found = search(photo, 1e9, pool);
  EXPECT_FALSE(found.is_enough);
  EXPECT_LE(found.tiles.size(), static_cast<std::size_t>(SmallestChangeSearch::max_tiles));
  EXPECT_GE(found.tiles.size(), 2u);
  EXPECT_EQ(std::set(found.tiles.begin(), found.tiles.end()).size(), found.tiles.size()) << "a tile twice";
  EXPECT_DOUBLE_EQ(found.after, photo.value_of(without(photo, found.tiles), year, pool));
}

TEST(SmallestChange, EveryFurtherTileMovesTheAnswerOn) {
  nn::ThreadPool pool(1);
  const AnsweredPhoto photo = random_photo(size_px, 73, pool);
  SmallestChangeSearch search(photo.subject(year), Fill::blurred, 1e9);
  double distance = 0;
  while (!search.is_finished()) {
    const int tiles = search.steps_done();
    search.step(pool);
    if (search.steps_done() == tiles) break;  // Stuck.
    const double next = std::abs(search.so_far().after - search.so_far().before);
    EXPECT_GT(next, distance) << tiles + 1 << " tiles";
    distance = next;
  }
}

TEST(SmallestChange, DoesNotDependOnThreads) {
  std::vector<std::size_t> tiles;
  double after = 0;
  for (const int threads : testing::thread_counts) {
    nn::ThreadPool pool(threads);
    const AnsweredPhoto photo = random_photo(size_px, 74, pool);
    const SmallestChange found = search(photo, 1e9, pool);
    if (tiles.empty()) {
      tiles = found.tiles;
      after = found.after;
    }
    EXPECT_EQ(found.tiles, tiles) << threads << " threads";
    EXPECT_EQ(found.after, after) << threads << " threads";
  }
}

}  // namespace
}  // namespace deepcars::explain
