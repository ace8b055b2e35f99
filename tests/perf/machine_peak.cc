#include "tests/perf/machine_peak.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "shared/nn/feature_map.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/perf/machine_peak.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "shared/nn/register_tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace deepcars::perf::HWY_NAMESPACE {

using namespace nn::HWY_NAMESPACE;

using Sums = Vector[tile_pixels][tile_vectors];

HWY_INLINE float total(const Sums& sums) {
  const Lanes d;
  Vector all = hn::Zero(d);
  for (int m = 0; m < tile_pixels; ++m)
    for (int v = 0; v < tile_vectors; ++v) all = hn::Add(all, sums[m][v]);
  return hn::GetLane(all);
}

// Multiplications and additions of one round of either loop.
double operations_per_round() { return 2.0 * tile_pixels * tile_vectors * lanes; }

// Each sum depends on itself alone: sum = sum * factor + term, from starts [tile_pixels][tile_vectors *
// lanes]. The result keeps the compiler from leaving the loop out, the unknown starts from computing one sum
// for all.
HWY_NOINLINE float multiply_adds(const float* starts, float factor, float term, int rounds) {
  const Lanes d;
  const Vector factors = hn::Set(d, factor), terms = hn::Set(d, term);
  Sums sums;
#pragma GCC unroll 16
  for (int m = 0; m < tile_pixels; ++m)
#pragma GCC unroll 16
    for (int v = 0; v < tile_vectors; ++v) sums[m][v] = hn::LoadU(d, starts + (m * tile_vectors + v) * lanes);
  for (int i = 0; i < rounds; ++i)
#pragma GCC unroll 16
    for (int m = 0; m < tile_pixels; ++m)
#pragma GCC unroll 16
      for (int v = 0; v < tile_vectors; ++v)
        sums[m][v] = multiply_add<nn::Rounding::fused>(sums[m][v], factors, terms);
  return total(sums);
}

// values [tile_pixels][length] and weights [length][tile_vectors * lanes]: small enough for the first cache.
HWY_NOINLINE float register_tile(const float* values, const float* weights, int length) {
  const Lanes d;
  Sums sums;
#pragma GCC unroll 16
  for (int m = 0; m < tile_pixels; ++m)
#pragma GCC unroll 16
    for (int v = 0; v < tile_vectors; ++v) sums[m][v] = hn::Zero(d);
  const float* rows[tile_pixels];
  for (int m = 0; m < tile_pixels; ++m) rows[m] = values + m * length;
  accumulate<nn::Rounding::fused>(rows, length, weights, sums);
  return total(sums);
}

HWY_NOINLINE float read(const float* values, std::size_t count) {
  const Lanes d;
  constexpr int vectors = 8;
  Vector sums[vectors];
#pragma GCC unroll 16
  for (int v = 0; v < vectors; ++v) sums[v] = hn::Zero(d);
  for (std::size_t i = 0; i + vectors * lanes <= count; i += vectors * lanes)
#pragma GCC unroll 16
    for (int v = 0; v < vectors; ++v) sums[v] = hn::Add(sums[v], hn::Load(d, values + i + v * lanes));
  Vector all = hn::Zero(d);
  for (int v = 0; v < vectors; ++v) all = hn::Add(all, sums[v]);
  return hn::GetLane(all);
}

}  // namespace deepcars::perf::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace deepcars::perf {

HWY_EXPORT(operations_per_round);
HWY_EXPORT(multiply_adds);
HWY_EXPORT(register_tile);
HWY_EXPORT(read);

namespace {

constexpr int bursts = 30;

// The highest rate at which all threads of the pool together do `work` each, in work per second.
double highest_rate(nn::ThreadPool& pool, double work, const std::function<void(int)>& body) {
  double fewest_seconds = std::numeric_limits<double>::infinity();
  for (int burst = 0; burst < bursts; ++burst) {
    const auto start = std::chrono::steady_clock::now();
    pool.parallel_for(pool.threads(), body);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    fewest_seconds = std::min(fewest_seconds, seconds.count());
  }
  return pool.threads() * work / fewest_seconds;
}

double multiply_add_rate(nn::ThreadPool& pool) {
  constexpr int rounds = 2'000'000;
  std::vector<float> starts(1024);
  std::iota(starts.begin(), starts.end(), 1.0f);
  return highest_rate(pool, rounds * HWY_DYNAMIC_DISPATCH(operations_per_round)(), [&](int) {
    benchmark::DoNotOptimize(HWY_DYNAMIC_DISPATCH(multiply_adds)(starts.data(), 0.5f, 1.0f, rounds));
  });
}

double register_tile_rate(nn::ThreadPool& pool) {
  constexpr int length = 128, repeats = 10'000;
  const nn::AlignedFloats zeros = nn::allocate_floats(16 * length),
                          weights = nn::allocate_floats(64 * length);
  std::fill_n(zeros.get(), 16 * length, 0.0f);
  std::fill_n(weights.get(), 64 * length, 0.0f);
  return highest_rate(
      pool, static_cast<double>(repeats) * length * HWY_DYNAMIC_DISPATCH(operations_per_round)(), [&](int) {
        for (int i = 0; i < repeats; ++i)
          benchmark::DoNotOptimize(HWY_DYNAMIC_DISPATCH(register_tile)(zeros.get(), weights.get(), length));
      });
}

// Each thread reads an array of its own again and again.
double read_rate(nn::ThreadPool& pool, double bytes) {
  constexpr double bytes_per_burst = 64e6;
  const auto count = static_cast<std::size_t>(bytes / sizeof(float));
  const int repeats = std::max(1, static_cast<int>(bytes_per_burst / bytes));
  std::vector<nn::AlignedFloats> arrays;
  for (int thread = 0; thread < pool.threads(); ++thread) {
    arrays.push_back(nn::allocate_floats(count));
    std::fill_n(arrays.back().get(), count, 1.0f);
  }
  return highest_rate(pool, static_cast<double>(repeats) * count * sizeof(float), [&](int thread) {
    for (int i = 0; i < repeats; ++i)
      benchmark::DoNotOptimize(HWY_DYNAMIC_DISPATCH(read)(arrays[thread].get(), count));
  });
}

}  // namespace

double MachinePeak::read_seconds(double bytes_moved, double set_bytes) const {
  double seconds = 0, rest = set_bytes;
  for (const MemoryLevel& level : levels) {
    const double held = std::min(rest, level.capacity_bytes);
    seconds += held / set_bytes * bytes_moved / level.bytes_per_second;
    rest -= held;
  }
  return seconds;
}

MachinePeak measure_peak(nn::ThreadPool& pool) {
  MachinePeak peak = {multiply_add_rate(pool), register_tile_rate(pool), {}};
  double nearer_bytes = 32 << 10, part_bytes = 32 << 20;  // Of one thread, if the system does not tell.
  for (const benchmark::CPUInfo::CacheInfo& cache : benchmark::CPUInfo::Get().caches) {
    if (cache.type == "Instruction") continue;
    part_bytes = static_cast<double>(cache.size) / std::clamp(cache.num_sharing, 1, pool.threads());
    // Well above the nearer cache, well below this one.
    if (cache.level > 1)
      peak.levels.push_back({"cache " + std::to_string(cache.level), part_bytes * pool.threads(),
                             read_rate(pool, std::sqrt(nearer_bytes * part_bytes))});
    nearer_bytes = part_bytes;
  }
  constexpr double none = std::numeric_limits<double>::infinity();
  peak.levels.push_back({"memory", none, read_rate(pool, 4 * part_bytes)});
  return peak;
}

}  // namespace deepcars::perf
#endif  // HWY_ONCE
