// Our ResNet-18 beside LibTorch's, same weights and photo, in one process, interleaved:
//   deepcars_bench_native [runs] [size_px]
// prints two tables. The first: how many times LibTorch's our time is, then both times (median and
// quartiles), then memory. Each memory figure is of a process of its own: how far it rose above its start,
// weights and activations together. The second: what a photo costs in a batch, as SmoothGrad's, beside what
// it costs alone.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "native/base/freed_memory.h"
#include "native/base/spread.h"
#include "shared/nn/resnet18.h"
#include "tests/numeric_check.h"
#include "tests/perf/bench_libtorch.h"
#include "tests/perf/process_memory.h"
#include "tests/random_model.h"

namespace deepcars::perf {
namespace {

using base::ratios;
using base::spread;

constexpr int classes = 1000;
constexpr int default_runs = 31;
constexpr int default_size_px = 224;
constexpr int large_batch = 32;

enum class Side { ours, libtorch };
enum class Work { forward, gradient };

std::string name(Side side) { return side == Side::ours ? "ours" : "libtorch"; }
std::string name(Work work) { return work == Work::forward ? "forward" : "forward + gradient"; }

// Both networks, or the one that a memory measurement is about, ready to run.
class Bench {
 public:
  Bench(int batch, int size_px, int threads, bool with_ours, bool with_libtorch) : pool_(threads) {
    testing::Random random(1);
    photo_ = testing::random_tensor({batch, 3, size_px, size_px}, random);
    ones_ = nn::Tensor{{batch, classes}, std::vector<float>(static_cast<std::size_t>(batch) * classes, 1.0f)};
    const auto tensors = testing::random_tensors(classes, 2);
    if (with_ours) ours_.emplace(std::move(*nn::ResNet18::create(tensors)));
    if (with_libtorch) libtorch_.emplace(tensors);
    LibTorchNetwork::set_threads(threads);
  }

  std::vector<float> run(Side side, Work work) {
    if (side == Side::libtorch)
      return work == Work::forward ? libtorch_->forward(photo_) : libtorch_->input_gradient(photo_);
    if (work == Work::forward) return ours_->forward(photo_, pool_).values;
    nn::TracePtr trace;
    ours_->forward(photo_, pool_, trace);
    return ours_->input_backward(*trace, ones_, nn::ReluRule::gradient, pool_).values;
  }

 private:
  nn::ThreadPool pool_;
  nn::Tensor photo_, ones_;
  std::optional<nn::ResNet18> ours_;
  std::optional<LibTorchNetwork> libtorch_;
};

// The child process of a memory measurement: prints the rise of its peak above its start, in MiB.
void print_memory(Side side, Work work, int threads, int size_px) {
  const double start = status_mib("VmRSS");
  Bench bench(1, size_px, threads, side == Side::ours, side == Side::libtorch);
  forget_peak();  // That of loading.
  for (int i = 0; i < 3; ++i) bench.run(side, work);
  std::printf("%.1f\n", status_mib("VmHWM") - start);
}

double memory_mib(const char* program, Side side, Work work, int threads, int size_px) {
  const std::string command = std::string(program) + " --memory " + name(side) + " " +
                              (work == Work::forward ? "forward " : "gradient ") + std::to_string(threads) +
                              " " + std::to_string(size_px);
  return printed_mib(command);
}

double time_ms(const std::function<void()>& body) {
  // The other side's threads may still look for work for a few milliseconds.
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

// Measures both alternately and prints "ratio | first, ms | second, ms", times divided by photos.
void print_comparison(int runs, int photos, const std::function<void()>& first,
                      const std::function<void()>& second) {
  std::vector<double> first_ms, second_ms;
  for (int i = 0; i < runs; ++i) {
    first_ms.push_back(time_ms(first) / photos);
    second_ms.push_back(time_ms(second) / photos);
  }
  std::printf("%s | %s | %s", base::spread(base::ratios(first_ms, second_ms), 2).c_str(),
              base::spread(first_ms, 1).c_str(), base::spread(second_ms, 1).c_str());
}

void print_row(const char* program, Work work, int threads, int runs, int size_px) {
  Bench bench(1, size_px, threads, true, true);
  const std::vector<float> ours = bench.run(Side::ours, work), theirs = bench.run(Side::libtorch, work);
  const auto agree = testing::close(theirs, ours, 1e-2, name(work));
  if (!agree) std::fprintf(stderr, "the two sides disagree: %s\n", agree.message());

  std::printf("| %s | %d | ", name(work).c_str(), threads);
  print_comparison(runs, 1, [&] { bench.run(Side::ours, work); }, [&] { bench.run(Side::libtorch, work); });
  std::printf(" | %.0f | %.0f |\n", memory_mib(program, Side::ours, work, threads, size_px),
              memory_mib(program, Side::libtorch, work, threads, size_px));
  std::fflush(stdout);
}

void print_batch_row(Work work, int threads, int runs, int size_px) {
  Bench single(1, size_px, threads, true, false), batch(large_batch, size_px, threads, true, false);
  single.run(Side::ours, work);
  batch.run(Side::ours, work);
  std::printf("| %s | %d | ", name(work).c_str(), threads);
  print_comparison(
      runs, large_batch, [&] { batch.run(Side::ours, work); },
      [&] {
        for (int n = 0; n < large_batch; ++n) single.run(Side::ours, work);
      });
  std::printf(" |\n");
  std::fflush(stdout);
}

int run(int argc, char** argv) {
  if (argc == 6 && std::string(argv[1]) == "--memory") {
    const Side side = std::string(argv[2]) == "ours" ? Side::ours : Side::libtorch;
    const Work work = std::string(argv[3]) == "forward" ? Work::forward : Work::gradient;
    print_memory(side, work, std::atoi(argv[4]), std::atoi(argv[5]));
    return 0;
  }
  base::keep_freed_memory();  // Both sides have what the command line has.
  const int runs = argc > 1 ? std::max(1, std::atoi(argv[1])) : default_runs;
  const int size_px = argc > 2 ? std::max(32, std::atoi(argv[2])) : default_size_px;
  std::printf(
      "What a photo of %d px takes in our ResNet-18 beside LibTorch's: median (quartiles) of %d "
      "interleaved runs.\n\n",
      size_px, runs);
  std::printf("| work | threads | ours / LibTorch | ours, ms | LibTorch, ms | ours, MiB | LibTorch, MiB |\n");
  std::printf("|---|---|---|---|---|---|---|\n");
  for (const Work work : {Work::forward, Work::gradient})
    for (const int threads : {1, 2}) print_row(argv[0], work, threads, runs, size_px);
  std::printf("\nWhat a photo takes in a batch, as SmoothGrad's, beside what it takes alone.\n\n");
  std::printf("| work | threads | in a batch of %d / alone | in a batch, ms per photo | alone, ms |\n",
              large_batch);
  std::printf("|---|---|---|---|---|\n");
  for (const Work work : {Work::forward, Work::gradient})
    for (const int threads : {1, 2}) print_batch_row(work, threads, std::max(1, runs / 4), size_px);
  return 0;
}

}  // namespace
}  // namespace deepcars::perf

int main(int argc, char** argv) { return deepcars::perf::run(argc, argv); }
