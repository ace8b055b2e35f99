// Every kernel of ResNet-18 at 224 px alone, beside what the machine could do (a roofline), with Google
// Benchmark:
//   deepcars_bench_kernels [threads] [--benchmark_filter=REGEX and Google Benchmark's other options]
// prints three tables on standard output: what the machine can do at most, measured here; each kernel; and
// the whole network beside the sum of its kernels. Google Benchmark's own table goes to standard error as it
// grows.
//
// GFLOP/s are of the convolution by its definition ("direct"). Winograd's algorithm needs up to four times
// fewer multiplications, so that its GFLOP/s may exceed the peak; its bound counts the products that it
// cannot do without, so that no time can be below the bound.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "native/base/spread.h"
#include "shared/nn/resnet18.h"
#include "tests/perf/machine_peak.h"
#include "tests/perf/network_kernels.h"
#include "tests/random_model.h"

namespace deepcars::perf {
namespace {

using base::quantile;
using base::ratios;
using base::spread;

constexpr int classes = 1000;
constexpr int size_px = 224;
constexpr double seconds_per_repetition = 0.02;

std::string text(Pass pass) { return pass == Pass::backward ? "backward" : "forward"; }

std::string benchmark_name(const Kernel& kernel) { return text(kernel.pass) + "/" + kernel.name; }

// Seconds of one call, a value per repetition.
using Samples = std::map<std::string, std::vector<double>>;

// Counters that are ratios, though Google Benchmark takes every value over time for a rate.
constexpr const char* bound_counter = "bound/time";
constexpr const char* peak_counter = "of peak";

// Keeps the times of all repetitions and shows one line for each benchmark.
class Reporter : public benchmark::ConsoleReporter {
 public:
  Reporter() : ConsoleReporter(OO_Tabular) {
    SetOutputStream(&std::cerr);
    SetErrorStream(&std::cerr);
  }

  void ReportRuns(const std::vector<Run>& runs) override {
    std::vector<Run> shown;
    for (const Run& run : runs) {
      if (run.run_type == Run::RT_Iteration)
        samples_[run.run_name.function_name].push_back(run.real_accumulated_time /
                                                       static_cast<double>(run.iterations));
      if (run.aggregate_name == "median" || run.repetitions == 1) shown.push_back(run);
    }
    for (Run& run : shown)
      for (const char* ratio : {bound_counter, peak_counter})
        if (const auto counter = run.counters.find(ratio); counter != run.counters.end())
          counter->second.flags = benchmark::Counter::kDefaults;
    ConsoleReporter::ReportRuns(shown);
  }

  const Samples& samples() const { return samples_; }

 private:
  Samples samples_;
};

void register_kernel(const Kernel& kernel, const MachinePeak& peak, nn::ThreadPool& pool) {
  const auto body = [&kernel, &peak, &pool](benchmark::State& state) {
    kernel.run(pool);  // What is packed or allocated once is not measured.
    for (auto _ : state) kernel.run(pool);
    const auto per_second = [](double value) {
      return benchmark::Counter(value, benchmark::Counter::kIsIterationInvariantRate);
    };
    const Cost& cost = kernel.cost;
    state.counters[bound_counter] = per_second(bound_alone(cost, peak).seconds());
    state.counters[peak_counter] = per_second(cost.direct_operations / peak.operations_per_second);
    state.counters["FLOP"] = per_second(cost.direct_operations);
    state.counters["bytes"] = per_second(cost.bytes());
  };
  benchmark::RegisterBenchmark(benchmark_name(kernel).c_str(), body)
      ->UseRealTime()
      ->Unit(benchmark::kMicrosecond)
      ->MinTime(seconds_per_repetition);
}

// The network's two pieces of work, by the names in Samples.
constexpr const char* forward_name = "network/forward";
constexpr const char* gradient_name = "network/forward + gradient";

struct NetworkRun {
  nn::ResNet18 network;
  nn::Tensor photo, ones;

  void forward(nn::ThreadPool& pool) { network.forward(photo, pool); }
  void gradient(nn::ThreadPool& pool) {
    nn::TracePtr trace;
    network.forward(photo, pool, trace);
    network.input_backward(*trace, ones, nn::ReluRule::gradient, pool);
  }
};

NetworkRun make_network() {
  testing::Random random(1);
  return {testing::random_network(classes, 2), testing::random_tensor({1, 3, size_px, size_px}, random),
          nn::Tensor{{1, classes}, std::vector<float>(classes, 1.0f)}};
}

void register_network(NetworkRun& run, nn::ThreadPool& pool) {
  const auto add = [&](const char* name, void (NetworkRun::*work)(nn::ThreadPool&)) {
    benchmark::RegisterBenchmark(name,
                                 [&run, &pool, work](benchmark::State& state) {
                                   (run.*work)(pool);
                                   for (auto _ : state) (run.*work)(pool);
                                 })
        ->UseRealTime()
        ->Unit(benchmark::kMicrosecond)
        ->MinTime(4 * seconds_per_repetition);
  };
  add(forward_name, &NetworkRun::forward);
  add(gradient_name, &NetworkRun::gradient);
}

void print_peak(const MachinePeak& peak, int threads) {
  std::printf("What this machine can do at most, %d thread%s, the best of many short runs.\n\n", threads,
              threads == 1 ? "" : "s");
  std::printf("| what | rate |\n|---|---|\n");
  std::printf("| multiply-adds in registers (the peak) | %.1f GFLOP/s |\n", peak.operations_per_second / 1e9);
  std::printf("| the convolutions' register tile on data in the first cache | %.1f GFLOP/s |\n",
              peak.tile_operations_per_second / 1e9);
  for (const MemoryLevel& level : peak.levels)
    std::printf("| reading from %s | %.1f GB/s |\n", level.name.c_str(), level.bytes_per_second / 1e9);
}

std::vector<double> scaled(std::vector<double> values, double factor) {
  for (double& value : values) value *= factor;
  return values;
}

// The bound's part of each time.
std::vector<double> shares(double bound_seconds, const std::vector<double>& seconds) {
  return base::ratios(std::vector<double>(seconds.size(), bound_seconds), seconds);
}

void print_kernel(const Kernel& kernel, const MachinePeak& peak, const std::vector<double>& seconds) {
  const Bound roof = bound_alone(kernel.cost, peak);
  const double median = base::quantile(seconds, 0.5), direct = kernel.cost.direct_operations;
  std::printf("| %s | %s | %d | %s | ", kernel.name.c_str(), text(kernel.pass).c_str(), kernel.times,
              base::spread(shares(roof.seconds(), seconds), 2).c_str());
  if (direct > 0) {
    std::printf("%.2f | %.0f", direct / peak.operations_per_second / median, direct / 1e9 / median);
  } else {
    std::printf(" | ");
  }
  std::printf(" | %.0f | %s | %.0f | %s |\n", kernel.cost.bytes() / 1e9 / median,
              base::spread(scaled(seconds, 1e6), 0).c_str(), roof.seconds() * 1e6,
              roof.compute_seconds > roof.memory_seconds ? "arithmetic" : "memory");
}

void print_kernels(const std::vector<Kernel>& kernels, const MachinePeak& peak, const Samples& samples) {
  std::printf(
      "\nHow near each kernel of ResNet-18 at %d px comes to the time that the machine needs at least for "
      "its "
      "arithmetic or its bytes, whichever takes longer (the bound). `times` is how often one pass runs it; "
      "direct GFLOP/s count the convolution by its definition, of which Winograd skips most.\n\n",
      size_px);
  std::printf(
      "| kernel | pass | times | bound / time | direct / peak | direct GFLOP/s | GB/s at least | time, us | "
      "bound, us | bound by |\n|---|---|---|---|---|---|---|---|---|---|\n");
  for (const Kernel& kernel : kernels) {
    const auto found = samples.find(benchmark_name(kernel));
    if (found != samples.end()) print_kernel(kernel, peak, found->second);
  }
}

// What all kernels of a piece of work take together, in seconds.
struct Sum {
  double bound = 0, kernels = 0, direct_bound = 0;
};

Sum sum_of(const std::vector<Kernel>& kernels, bool with_gradient, const MachinePeak& peak,
           const Samples& samples) {
  double weight_bytes = 0;
  for (const Kernel& kernel : kernels)
    if (kernel.pass == Pass::forward) weight_bytes += kernel.times * kernel.cost.weight_bytes;
  Sum sum;
  for (const Kernel& kernel : kernels) {
    if (!with_gradient && kernel.pass != Pass::forward) continue;
    const Bound roof = bound_in_network(kernel.cost, peak, weight_bytes);
    const double direct_seconds = kernel.cost.direct_operations / peak.operations_per_second;
    sum.bound += kernel.times * roof.seconds();
    sum.direct_bound += kernel.times * std::max(direct_seconds, roof.memory_seconds);
    sum.kernels += kernel.times * base::quantile(samples.at(benchmark_name(kernel)), 0.5);
  }
  return sum;
}

void print_network(const std::vector<Kernel>& kernels, const MachinePeak& peak, const Samples& samples) {
  std::printf(
      "\nHow near the whole network comes to the sum of its kernels' bounds and of their times measured "
      "alone. Its weights come from the memories that can hold all of them; the direct bound is that of an "
      "engine without Winograd.\n\n");
  std::printf(
      "| work | bound / time | kernels / time | direct bound / time | time, ms | bound, ms | kernels, ms | "
      "direct bound, ms |\n|---|---|---|---|---|---|---|---|\n");
  for (const bool with_gradient : {false, true}) {
    const std::vector<double>& seconds = samples.at(with_gradient ? gradient_name : forward_name);
    const Sum sum = sum_of(kernels, with_gradient, peak, samples);
    std::printf("| %s | %s | %s | %s | %s | %.1f | %.1f | %.1f |\n",
                with_gradient ? "forward + gradient" : "forward",
                base::spread(shares(sum.bound, seconds), 2).c_str(),
                base::spread(shares(sum.kernels, seconds), 2).c_str(),
                base::spread(shares(sum.direct_bound, seconds), 2).c_str(),
                base::spread(scaled(seconds, 1e3), 1).c_str(), sum.bound * 1e3, sum.kernels * 1e3,
                sum.direct_bound * 1e3);
  }
}

// Google Benchmark's options that a run has unless the user says otherwise: several repetitions, interleaved
// with those of the other benchmarks.
std::vector<char*> with_defaults(int argc, char** argv) {
  static std::string repetitions = "--benchmark_repetitions=9";
  static std::string interleaving = "--benchmark_enable_random_interleaving=true";
  std::vector<char*> all = {argv[0], repetitions.data(), interleaving.data()};
  all.insert(all.end(), argv + 1, argv + argc);
  return all;
}

int run(int argc, char** argv) {
  std::vector<char*> arguments = with_defaults(argc, argv);
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  const int threads = count > 1 ? std::max(1, std::atoi(arguments[1])) : 1;

  nn::ThreadPool pool(threads);
  const MachinePeak peak = measure_peak(pool);
  const std::vector<Kernel> kernels = network_kernels(size_px, classes);
  const Kernel preprocess = preprocess_kernel(size_px);
  NetworkRun network = make_network();
  for (const Kernel& kernel : kernels) register_kernel(kernel, peak, pool);
  register_kernel(preprocess, peak, pool);
  register_network(network, pool);

  Reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  const Samples& samples = reporter.samples();
  print_peak(peak, threads);
  std::vector<Kernel> shown = kernels;
  shown.push_back(preprocess);
  print_kernels(shown, peak, samples);
  const std::size_t all = kernels.size() + 3;  // And the preparation, and the network's two.
  if (samples.size() == all) print_network(kernels, peak, samples);
  return 0;
}

}  // namespace
}  // namespace deepcars::perf

int main(int argc, char** argv) { return deepcars::perf::run(argc, argv); }
