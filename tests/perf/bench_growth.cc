// How time and memory of our ResNet-18 grow with the photos' size and number:
//   deepcars_bench_growth OUTPUT.json [runs] [threads]
// prints a table and writes the same numbers for plot_growth.mjs. Work is counted in multiplications and
// additions of the convolutions by their definition, so that a linear growth shows as the same time per GFLOP
// in every row. All points are measured interleaved. Each memory figure is of a process of its own, which may
// take 8 GiB: how far it rose above its start, weights and activations together. A point that needs more is
// left out.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "native/base/spread.h"
#include "shared/nn/resnet18.h"
#include "tests/perf/network_layers.h"
#include "tests/perf/process_memory.h"
#include "tests/random_model.h"

namespace deepcars::perf {
namespace {

using base::quantile;
using base::spread;

constexpr int classes = 1000;
constexpr int sizes_px[] = {112, 224, 320, 448};
constexpr int batches[] = {1, 8, 32};
constexpr rlim_t memory_limit_bytes = rlim_t{8} << 30;
constexpr int default_runs = 5;

/// One row of the table.
struct Point {
  bool with_gradient;
  int size_px;
  int batch;
  double peak_mib = 0;
  std::vector<double> ms;

  std::string work() const { return with_gradient ? "forward + gradient" : "forward"; }
  double gflop() const {
    return (with_gradient ? 2 : 1) * batch * direct_operations(network_layers(size_px, classes)) / 1e9;
  }
};

nn::Tensor random_photos(const Point& point) {
  testing::Random random(1);
  return testing::random_tensor({point.batch, 3, point.size_px, point.size_px}, random);
}

void run(const nn::ResNet18& network, const Point& point, const nn::Tensor& photos, nn::ThreadPool& pool) {
  if (!point.with_gradient) {
    network.forward(photos, pool);
    return;
  }
  const nn::Tensor ones = {{point.batch, classes},
                           std::vector<float>(static_cast<std::size_t>(point.batch) * classes, 1.0f)};
  nn::TracePtr trace;
  network.forward(photos, pool, trace);
  network.input_backward(*trace, ones, nn::ReluRule::gradient, pool);
}

// The child process of a memory measurement: prints the rise of its peak above its start, in MiB.
int print_memory(const Point& point, int threads) {
  const rlimit limit = {memory_limit_bytes, memory_limit_bytes};
  setrlimit(RLIMIT_AS, &limit);
  const double start = status_mib("VmRSS");
  nn::ThreadPool pool(threads);
  const nn::ResNet18 network = testing::random_network(classes, 2);
  const nn::Tensor photos = random_photos(point);
  forget_peak();  // That of loading.
  run(network, point, photos, pool);
  std::printf("%.1f\n", status_mib("VmHWM") - start);
  return 0;
}

double peak_mib(const char* program, const Point& point, int threads) {
  return printed_mib(std::string(program) + " --memory " + (point.with_gradient ? "1 " : "0 ") +
                     std::to_string(point.size_px) + " " + std::to_string(point.batch) + " " +
                     std::to_string(threads) + " 2>&1");
}

// The points that fit in memory.
std::vector<Point> points_within_memory(const char* program, int threads) {
  std::vector<Point> points;
  for (const bool with_gradient : {false, true})
    for (const int batch : batches)
      for (const int size_px : sizes_px) {
        Point point = {with_gradient, size_px, batch, 0, {}};
        point.peak_mib = peak_mib(program, point, threads);
        if (point.peak_mib > 0) points.push_back(point);
      }
  return points;
}

// Small batches several times in a row: alone they would be measured on what a large one left in the caches.
double batch_ms(const nn::ResNet18& network, const Point& point, nn::ThreadPool& pool) {
  const int repeats = std::max(1, 8 / point.batch);
  const nn::Tensor photos = random_photos(point);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < repeats; ++i) run(network, point, photos, pool);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() /
         repeats;
}

void measure_by_turns(std::vector<Point>& points, int runs, int threads) {
  nn::ThreadPool pool(threads);
  const nn::ResNet18 network = testing::random_network(classes, 2);
  const Point smallest = {true, sizes_px[0], 1, 0, {}};
  run(network, smallest, random_photos(smallest), pool);  // Packs what is packed once.
  for (int i = 0; i < runs; ++i)
    for (Point& point : points) point.ms.push_back(batch_ms(network, point, pool));
}

void print_table(const std::vector<Point>& points, int runs, int threads) {
  std::printf(
      "How time and memory grow with the photos' size and number: where the ms per GFLOP (of direct "
      "convolutions) stay the same, time is linear in the work. Median (quartiles) of %d interleaved runs, "
      "%d thread%s.\n\n",
      runs, threads, threads == 1 ? "" : "s");
  std::printf(
      "| work | batch | size, px | ms per GFLOP | time, ms | GFLOP | memory, MiB | MiB per photo |\n");
  std::printf("|---|---|---|---|---|---|---|---|\n");
  for (const Point& point : points) {
    std::vector<double> per_gflop = point.ms;
    for (double& ms : per_gflop) ms /= point.gflop();
    std::printf("| %s | %d | %d | %s | %s | %.1f | %.0f | %.1f |\n", point.work().c_str(), point.batch,
                point.size_px, base::spread(per_gflop, 1).c_str(), base::spread(point.ms, 0).c_str(),
                point.gflop(), point.peak_mib, point.peak_mib / point.batch);
  }
}

void write_json(const std::vector<Point>& points, int threads, const char* path) {
  nlohmann::json rows = nlohmann::json::array();
  for (const Point& point : points)
    rows.push_back({{"work", point.work()},
                    {"batch", point.batch},
                    {"size_px", point.size_px},
                    {"threads", threads},
                    {"gflop", point.gflop()},
                    {"ms", base::quantile(point.ms, 0.5)},
                    {"peak_mib", point.peak_mib}});
  std::ofstream(path) << rows.dump(1) << '\n';
}

int run(int argc, char** argv) {
  if (argc == 6 && std::string(argv[1]) == "--memory")
    return print_memory({std::atoi(argv[2]) == 1, std::atoi(argv[3]), std::atoi(argv[4]), 0, {}},
                        std::atoi(argv[5]));
  if (argc < 2) {
    std::fprintf(stderr, "deepcars_bench_growth OUTPUT.json [runs] [threads]\n");
    return 1;
  }
  const int runs = argc > 2 ? std::max(1, std::atoi(argv[2])) : default_runs;
  const int threads = argc > 3 ? std::max(1, std::atoi(argv[3])) : 1;
  std::vector<Point> points = points_within_memory(argv[0], threads);
  measure_by_turns(points, runs, threads);
  print_table(points, runs, threads);
  write_json(points, threads, argv[1]);
  return 0;
}

}  // namespace
}  // namespace deepcars::perf

int main(int argc, char** argv) { return deepcars::perf::run(argc, argv); }
