// Masked copies of a photo, as occlusion, Shapley tiles and a brush need them, by MaskedForward beside plain
// passes of the same copies:
//   deepcars_bench_masked [runs]
// prints two tables: what a copy takes, and how near layer3 and layer4 of a batch of copies come to the machine's
// peak of multiply-adds. Both sides are measured interleaved; where they disagree in a bit, a line on standard
// error says so.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "native/base/freed_memory.h"
#include "native/base/spread.h"
#include "shared/nn/masked_forward.h"
#include "tests/perf/machine_peak.h"
#include "tests/perf/network_layers.h"
#include "tests/random_model.h"

namespace deepcars::perf {
namespace {

using base::ratios;
using base::spread;

constexpr int classes = 1000;
constexpr int size_px = 224;
constexpr int default_runs = 7;
constexpr int small_batch = 4, large_batch = 8;

struct Work {
  std::string name;
  std::vector<nn::Patch> patches;
  bool cumulative;
  std::vector<int> batches;  // Sizes of the plain passes' batches.
};

nn::Patch patch(int top, int left, int bottom, int right, testing::Random& random) {
  top = std::max(top, 0);
  left = std::max(left, 0);
  const int height = std::min(bottom, size_px) - top, width = std::min(right, size_px) - left;
  return {.top = top,
          .left = left,
          .height = height,
          .width = width,
          .values = random.values(static_cast<std::size_t>(3) * height * width, 2)};
}

// Squares of square_px around the centres of a grid's tiles, cut off at the photo's border.
std::vector<nn::Patch> grid(int tiles, int square_px) {
  testing::Random random(3);
  std::vector<nn::Patch> patches;
  const int step = size_px / tiles, before = (square_px - step) / 2;
  for (int y = 0; y < tiles; ++y)
    for (int x = 0; x < tiles; ++x)
      patches.push_back(patch(y * step - before, x * step - before, y * step - before + square_px,
                              x * step - before + square_px, random));
  return patches;
}

// Random order, as in a permutation of Shapley's; the same every time.
std::vector<nn::Patch> shuffled(std::vector<nn::Patch> patches) {
  testing::Random random(4);
  for (int i = static_cast<int>(patches.size()) - 1; i > 0; --i)
    std::swap(patches[static_cast<std::size_t>(i)], patches[static_cast<std::size_t>(random.between(0, i))]);
  return patches;
}

// A stroke of nine squares, one call each.
std::vector<nn::Patch> stroke() {
  testing::Random random(5);
  std::vector<nn::Patch> patches;
  for (int i = 0; i < 9; ++i) patches.push_back(patch(96, 16 + 20 * i, 128, 48 + 20 * i, random));
  return patches;
}

void put(const nn::Patch& patch, float* photo) {
  const float* from = patch.values.data();
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < patch.height; ++y, from += patch.width)
      std::copy_n(from, patch.width, photo + (c * size_px + patch.top + y) * size_px + patch.left);
}

// The patched copies as ordinary batches.
std::vector<nn::Tensor> plain_batches(const Work& work, const nn::Tensor& photo, int batch) {
  std::vector<nn::Tensor> batches;
  nn::Tensor patched = photo;
  for (std::size_t i = 0; i < work.patches.size(); ++i) {
    if (!work.cumulative) patched = photo;
    put(work.patches[i], patched.values.data());
    if (i % static_cast<std::size_t>(batch) == 0) batches.push_back({{0, 3, size_px, size_px}, {}});
    ++batches.back().shape[0];
    batches.back().values.insert(batches.back().values.end(), patched.values.begin(), patched.values.end());
  }
  return batches;
}

double time_ms(const std::function<void()>& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

void print_row(const nn::ResNet18& network, const nn::Tensor& photo, const Work& work, int threads,
               int runs) {
  nn::ThreadPool pool(threads);
  nn::MaskedForward masked(network, photo, pool);
  std::vector<float> masked_logits, plain_logits;
  const auto run_masked = [&] {
    masked.reset(pool);
    masked_logits = work.cumulative ? masked.cumulative(work.patches, pool).logits.values
                                    : masked.each(work.patches, pool).logits.values;
  };
  const auto run_strokes = [&] {
    masked.reset(pool);
    masked_logits.clear();
    for (const nn::Patch& one : work.patches) {
      const nn::Tensor logits = masked.cumulative({&one, 1}, pool).logits;
      masked_logits.insert(masked_logits.end(), logits.values.begin(), logits.values.end());
    }
  };
  std::vector<std::vector<nn::Tensor>> sides;
  for (const int batch : work.batches) sides.push_back(plain_batches(work, photo, batch));
  const auto run_plain = [&](const std::vector<nn::Tensor>& batches) {
    plain_logits.clear();
    for (const nn::Tensor& batch : batches) {
      const nn::Tensor logits = network.forward(batch, pool).logits;
      plain_logits.insert(plain_logits.end(), logits.values.begin(), logits.values.end());
    }
  };

  const bool one_at_a_time = work.batches.front() == 1;
  const double copies = static_cast<double>(work.patches.size());
  std::vector<double> masked_ms;
  std::vector<std::vector<double>> plain_ms(sides.size());
  for (int i = 0; i < runs; ++i) {
    masked_ms.push_back((one_at_a_time ? time_ms(run_strokes) : time_ms(run_masked)) / copies);
    for (std::size_t side = 0; side < sides.size(); ++side)
      plain_ms[side].push_back(time_ms([&] { run_plain(sides[side]); }) / copies);
  }
  if (masked_logits != plain_logits)
    std::fprintf(stderr, "%s: the logits differ from plain passes'\n", work.name.c_str());
  for (std::size_t side = 0; side < sides.size(); ++side)
    std::printf("| %s | %d | %d | %s | %s | %s | %.2f |\n", work.name.c_str(), threads, work.batches[side],
                base::spread(base::ratios(masked_ms, plain_ms[side]), 2).c_str(),
                base::spread(masked_ms, 1).c_str(), base::spread(plain_ms[side], 1).c_str(),
                masked.computed_share());
  std::fflush(stdout);
}

// Multiplications and additions of the stages 3 and 4 that the engine cannot do without, for one photo.
double least_operations_of_last_stages() {
  double operations = 0;
  for (const ConvolutionLayer& layer : network_layers(size_px, classes).convolutions)
    if (layer.shape.out_channels >= 256 && layer.in_px > 1)
      operations += layer.times * least_operations(layer);
  return operations;
}

void print_last_stages(const nn::ResNet18& network, int threads, int runs) {
  nn::ThreadPool pool(threads);
  const MachinePeak peak = measure_peak(pool);
  testing::Random random(6);
  for (const int batch : {1, small_batch, large_batch}) {
    const nn::Tensor photos = testing::random_tensor({batch, 3, size_px, size_px}, random);
    const double bound_ms = 1e3 * least_operations_of_last_stages() / peak.operations_per_second;
    std::vector<double> ms, shares;
    for (int i = 0; i < runs; ++i) {
      double sum = 0;
      for (const nn::LayerTime& time : network.layer_times(photos, pool))
        if (time.direction == nn::LayerTime::Direction::forward &&
            (time.layer.starts_with("layer3.") || time.layer.starts_with("layer4.")))
          sum += time.time_ms / batch;
      ms.push_back(sum);
      shares.push_back(bound_ms / sum);
    }
    std::printf("| %d | %d | %s | %s | %.1f |\n", threads, batch, base::spread(shares, 2).c_str(),
                base::spread(ms, 1).c_str(), bound_ms);
    std::fflush(stdout);
  }
}

int run(int argc, char** argv) {
  base::keep_freed_memory();  // What the command line has.
  const int runs = argc > 1 ? std::max(1, std::atoi(argv[1])) : default_runs;
  const nn::ResNet18 network = testing::random_network(classes, 2);
  testing::Random random(1);
  const nn::Tensor photo = testing::random_tensor({1, 3, size_px, size_px}, random);
  const std::vector<Work> works = {
      {"14x14 squares of 48 px", grid(14, 48), false, {small_batch, large_batch}},
      {"14x14 squares of 32 px", grid(14, 32), false, {small_batch, large_batch}},
      {"7x7 tiles of 32 px on top of each other", shuffled(grid(7, 32)), true, {small_batch, large_batch}},
      {"a brush of 32 px, stroke by stroke", stroke(), true, {1}}};
  std::printf(
      "What a masked copy of a photo of %d px takes by the incremental pass, beside a plain pass of it in a "
      "batch: median (quartiles) of %d interleaved runs. The last column is the share of the direct "
      "convolutions' multiply-adds that remain.\n\n",
      size_px, runs);
  std::printf(
      "| masked copies | threads | batch of the plain passes | incremental / plain | incremental, ms per copy | "
      "plain, ms per copy | multiply-adds |\n|---|---|---|---|---|---|---|\n");
  for (const Work& work : works)
    for (const int threads : {1, 2}) print_row(network, photo, work, threads, runs);
  std::printf(
      "\nHow near layer3 and layer4 of a batch come to the machine's peak of multiply-adds in registers, by "
      "the products that they cannot do without.\n\n");
  std::printf("| threads | batch | bound / time | time, ms per photo | bound, ms |\n|---|---|---|---|---|\n");
  for (const int threads : {1, 2}) print_last_stages(network, threads, runs);
  return 0;
}

}  // namespace
}  // namespace deepcars::perf

int main(int argc, char** argv) { return deepcars::perf::run(argc, argv); }
