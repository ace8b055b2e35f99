// deepcars bench: how fast the engine is on this machine, and which layers take the time.
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "native/base/interrupts.h"
#include "native/base/model.h"
#include "native/base/progress.h"
#include "native/base/spread.h"
#include "native/base/threads.h"
#include "native/commands.h"

namespace deepcars::native {
namespace {

struct BenchOptions {
  std::string model;
  int size_px = 0;
  int batch = 1;
  int runs = 21;
  int threads = 0;
  bool layers = false;
};

template <class Work>
double time_ms(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

/// Runs work once to warm up and then options.runs times; an interrupt ends it early, but not before the
/// first.
template <class Work>
void repeat(const BenchOptions& options, const Work& work) {
  work(false);
  base::Progress progress("measuring", options.runs);
  for (int run = 0; run < options.runs && (run == 0 || !base::interrupted()); ++run) {
    work(true);
    progress.advance(1);
  }
}

void print_passes(const BenchOptions& options, const nn::ResNet18& network, const nn::Tensor& photos,
                  nn::ThreadPool& pool) {
  const nn::Tensor seed{
      {options.batch, network.classes()},
      std::vector<float>(static_cast<std::size_t>(options.batch * network.classes()), 1.0f)};
  std::vector<double> forward_ms, both_ms;
  repeat(options, [&](bool counts) {
    const double forward = time_ms([&] { network.forward(photos, pool); });
    const double both = time_ms([&] {
      nn::TracePtr trace;
      network.forward(photos, pool, trace);
      network.input_backward(*trace, seed, nn::ReluRule::gradient, pool);
    });
    if (!counts) return;
    forward_ms.push_back(forward / options.batch);
    both_ms.push_back(both / options.batch);
  });
  std::printf("%-20s %s\n%-20s %s\n%-20s %s\n", "", "ms per photo", "forward",
              base::spread(forward_ms, 2).c_str(), "forward + gradient", base::spread(both_ms, 2).c_str());
}

struct LayerSeries {
  nn::LayerTime layer;
  std::vector<double> milliseconds;
};

void print_layers(const BenchOptions& options, const nn::ResNet18& network, const nn::Tensor& photos,
                  nn::ThreadPool& pool) {
  std::vector<LayerSeries> series;
  repeat(options, [&](bool counts) {
    const std::vector<nn::LayerTime> times = network.layer_times(photos, pool);
    if (series.empty())
      for (const nn::LayerTime& time : times) series.push_back({time, {}});
    if (!counts) return;
    for (std::size_t i = 0; i < times.size(); ++i)
      series[i].milliseconds.push_back(times[i].time_ms / options.batch);
  });
  double all = 0;
  for (const LayerSeries& one : series) all += base::quantile(one.milliseconds, 0.5);
  std::printf("%-20s %-9s %-22s %7s %10s\n", "layer", "way", "ms per photo", "share", "GFLOP/s");
  for (const LayerSeries& one : series) {
    const double ms = base::quantile(one.milliseconds, 0.5);
    std::printf("%-20s %-9s %-22s %6.1f%%", one.layer.layer.c_str(),
                one.layer.direction == nn::LayerTime::Direction::forward ? "forward" : "backward",
                base::spread(one.milliseconds, 2).c_str(), 100 * ms / all);
    if (one.layer.multiply_adds > 0)
      std::printf(" %10.1f", 2 * one.layer.multiply_adds / options.batch / ms / 1e6);
    std::printf("\n");
  }
  std::printf("%-20s %-9s %.2f\n", "all", "", all);
}

Expected<void> bench(BenchOptions options) {
  const auto opened = base::open_model(options.model);
  if (!opened) return tl::unexpected(opened.error());
  const CarModel& model = opened->model;
  if (options.size_px == 0) options.size_px = model.metadata().input.size_px;
  nn::ThreadPool pool(base::thread_count(options.threads));
  nn::Tensor photos = nn::Tensor::zeros({options.batch, 3, options.size_px, options.size_px});
  // Any values except zeros and denormals, whose speed is not typical.
  for (std::size_t i = 0; i < photos.values.size(); ++i)
    photos.values[i] = static_cast<float>(i * 2654435761u % 1000) / 250.0f - 2.0f;

  std::printf("%s, %d px, batch of %d, %d thread%s, median (quartiles) of %d runs\n\n",
              one_line(opened->path.string()).c_str(), options.size_px, options.batch, pool.threads(),
              pool.threads() == 1 ? "" : "s", options.runs);
  std::fflush(stdout);
  if (options.layers) {
    print_layers(options, model.network(), photos, pool);
  } else {
    print_passes(options, model.network(), photos, pool);
  }
  return {};
}

}  // namespace

void add_bench_command(CLI::App& program, Action& action) {
  auto options = std::make_shared<BenchOptions>();
  CLI::App* command = program.add_subcommand("bench", "Measure how fast the network is on this machine");
  add_model_option(*command, options->model);
  command->add_flag("--layers", options->layers, "Layer by layer, forward and backward");
  command->add_option("--size", options->size_px, "Side of the photos in pixels; default: the model's")
      ->check(CLI::Range(32, 2048));
  command->add_option("--batch", options->batch, "Photos at a time")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--runs", options->runs, "How often")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  add_threads_option(*command, options->threads);
  command->footer("Example:\n  deepcars bench --layers --threads 1");
  command->callback([options, &action] {
    action = [options] {
      base::catch_interrupts();
      return bench(*options);
    };
  });
}

}  // namespace deepcars::native
