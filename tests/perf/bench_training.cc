// Training beside what bare LibTorch needs for the network alone, and beside the Python original's way:
//   deepcars_bench_training INDEX.csv WEIGHTS [photos] [rounds]
// on the first photos of the index (each counts as its own group). Prints one table, ratios first; both sides
// of a row are measured by turns in this process, but for the last row, which times whole runs of the command
// line.
#include <torch/torch.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "native/base/freed_memory.h"
#include "native/base/spread.h"
#include "native/data/index.h"
#include "native/import/resnet18_reader.h"
#include "native/train/machine.h"
#include "native/train/network_runner.h"
#include "native/train/starting_state.h"

namespace deepcars::perf {
namespace {

using namespace deepcars::native;
namespace fs = std::filesystem;

constexpr int epochs = 10;

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <typename T>
T must(Expected<T> value) {
  if (value) return *std::move(value);
  std::fprintf(stderr, "%s\n", value.error().sentence().c_str());
  std::exit(EXIT_FAILURE);
}

void must(Expected<void> value) {
  if (!value) must(Expected<int>(tl::unexpected(value.error())));
}

/// What one side of a row took per photo, round by round, in milliseconds.
struct Row {
  std::string what;
  std::vector<double> ours, theirs;
};

void print(const Row& row) {
  std::printf("| %s | %s | %s | %s |\n", row.what.c_str(),
              base::spread(base::ratios(row.ours, row.theirs), 2).c_str(), base::spread(row.ours, 1).c_str(),
              base::spread(row.theirs, 1).c_str());
  std::fflush(stdout);
}

/// Bare LibTorch: a batch that lies ready, forward only, or a whole step.
class Bare {
 public:
  Bare(const train::TrainOptions& options, const train::Machine& machine, int classes)
      : options_(options), machine_(machine), network_(train::make_resnet18(classes, 1)) {
    for (auto& parameter : network_->parameters()) {
      if (parameter.dim() == 4)
        parameter.set_data(parameter.contiguous(train::memory_format_of(machine.precision)));
    }
    optimizer_ = std::make_unique<torch::optim::AdamW>(network_->parameters());
    labels_ = torch::zeros({options.batch_size}, torch::kInt64);
  }

  double forward_ms(int batches) {
    const torch::NoGradGuard no_grad;
    network_->eval();
    const torch::Tensor input = photos(options_.model_input_size);
    return per_photo_ms(batches, [&] { network_->features(input); });
  }

  double step_ms(int batches) {
    network_->train();
    const torch::Tensor input = photos(options_.input_size);
    return per_photo_ms(batches, [&] {
      torch::Tensor logits;
      {
        const train::Autocast autocast(machine_.precision, machine_.device);
        logits = network_->forward(input).to(torch::kFloat32);
      }
      optimizer_->zero_grad();
      torch::cross_entropy_loss(logits, labels_).backward();
      optimizer_->step();
    });
  }

 private:
  torch::Tensor photos(int size_px) const {
    return torch::randn({options_.batch_size, 3, size_px, size_px})
        .contiguous(train::memory_format_of(machine_.precision));
  }
  double per_photo_ms(int batches, const std::function<void()>& one) const {
    return 1000 * seconds([&] {
             for (int i = 0; i < batches; ++i) one();
           }) /
           (batches * options_.batch_size);
  }

  const train::TrainOptions& options_;
  const train::Machine& machine_;
  ResNet18Module network_;
  std::unique_ptr<torch::optim::AdamW> optimizer_;
  torch::Tensor labels_;
};

Row extraction(const train::TrainOptions& options, const train::TrainingData& data,
               const train::StartingState& start, train::Workers& workers, int rounds) {
  const train::Machine machine = train::set_up_machine(options, torch::kCPU, workers);
  ResNet18Module network = must(train::make_network(options, data.buckets.classes(), start, machine.device));
  network->eval();
  Bare bare(options, machine, data.buckets.classes());
  Row row{"features of photos (224 px, fp32) / bare forward", {}, {}};
  const int batches = std::max(1, static_cast<int>(data.train.size()) / options.batch_size);
  for (int round = 0; round < rounds; ++round) {
    row.ours.push_back(1000 * seconds([&] {
                         must(train::run_network(
                             options, machine, data.train, 512,
                             [&](const torch::Tensor& batch) { return network->features(batch); },
                             [](int) { return true; }));
                       }) /
                       static_cast<double>(data.train.size()));
    row.theirs.push_back(bare.forward_ms(batches));
  }
  return row;
}

Row finetuning(const train::TrainOptions& options, const train::TrainingData& data,
               const train::StartingState& start, train::Workers& workers, int rounds) {
  const train::Machine machine = train::set_up_machine(options, torch::kCPU, workers);
  const auto learner = must(train::make_full_learner(options, data, start, machine));
  Bare bare(options, machine, data.buckets.classes());
  const bool half = machine.precision == train::Precision::bf16;
  Row row{"finetuning (" + std::to_string(options.input_size) + " px, " + (half ? "bf16" : "fp32") +
              ") / bare step",
          {},
          {}};
  const int batches = std::max(1, static_cast<int>(data.train.size()) / options.batch_size);
  for (int round = 0; round < rounds; ++round) {
    int photos = 0;
    const double took = seconds([&] {
      must(learner->train_epoch(round, 0, [&](const train::BatchResult& batch) {
        photos += batch.photos;
        return true;
      }));
    });
    row.ours.push_back(1000 * took / photos);
    row.theirs.push_back(bare.step_ms(batches));
  }
  return row;
}

void run_program(const std::string& arguments, const fs::path& log) {
  const std::string command = DEEPCARS_PROGRAM " " + arguments + " >" + log.string() + " 2>&1";
  if (std::system(command.c_str()) == 0) return;
  std::fprintf(stderr, "%s failed\n", command.c_str());
  std::exit(EXIT_FAILURE);
}

/// Whole runs: the fixed network once for all epochs, or as the original does it, once in each. Also prints
/// how good the two are on the same test photos.
Row whole_runs(const fs::path& folder, const fs::path& index, const std::string& weights,
               std::size_t photos) {
  Row row{"--recipe head / --recipe original, " + std::to_string(epochs) + " epochs, whole runs", {}, {}};
  std::string quality;
  const auto run = [&](const std::string& recipe) {
    const std::string output = (folder / recipe).string();
    const double took = seconds([&] {
      run_program("train " + index.string() + " --weights " + weights + " --recipe " + recipe + " --epochs " +
                      std::to_string(epochs) + " --bucket-rule uniform --bucket-width 10 --fresh --output " +
                      output,
                  output + ".log");
    });
    run_program("evaluate " + index.string() + " --model " + output +
                    "/model.safetensors --no-html --output " + output + "-report",
                output + "-report.log");
    std::ifstream file(output + "-report/metrics.json");
    const auto measures = nlohmann::json::parse(file).at("metrics");
    char text[100];
    std::snprintf(text, sizeof text, "%s: accuracy %.3f, error %.2f years; ", recipe.c_str(),
                  measures.at("accuracy").get<double>(), measures.at("mae_years").get<double>());
    quality += text;
    return 1000 * took / static_cast<double>(photos);
  };
  row.ours.push_back(run("head"));
  row.theirs.push_back(run("original"));
  row.what += " (on the test photos " + quality.substr(0, quality.size() - 2) + ")";
  return row;
}

int run(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: deepcars_bench_training INDEX.csv WEIGHTS [photos] [rounds]\n");
    return 2;
  }
  const auto most = static_cast<std::size_t>(argc > 3 ? std::atoi(argv[3]) : 512);
  const int rounds = argc > 4 ? std::atoi(argv[4]) : 5;
  std::vector<data::Photo> photos = must(data::read_index(argv[1]));
  photos.resize(std::min(most, photos.size()));
  for (std::size_t i = 0; i < photos.size(); ++i)
    photos[i].split = i % 5 == 3 ? "val" : i % 5 == 4 ? "test" : "train";
  const fs::path folder = fs::temp_directory_path() / "deepcars-bench-training";
  fs::create_directories(folder);
  const fs::path index = folder / "index.csv";
  must(data::write_index(index, photos));

  train::TrainOptions head = train::recipe_defaults(train::Recipe::head),
                      full = train::recipe_defaults(train::Recipe::full);
  for (train::TrainOptions* options : {&head, &full}) {
    options->bucket_width = 10;
    options->threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  }
  const auto workers = must(train::join_workers(torch::kCPU));
  const train::StartingState start = must(torch_import::read_resnet18(argv[2]));
  const train::TrainingData data = must(train::make_training_data(photos, full));
  std::printf("%zu photos, %d threads, %d rounds; median (quartiles)\n\n", photos.size(), full.threads,
              rounds);
  std::printf("| what | ours / theirs | ours, ms per photo | theirs, ms per photo |\n|---|---|---|---|\n");
  print(extraction(head, data, start, *workers, rounds));
  print(finetuning(full, data, start, *workers, rounds));
  print(whole_runs(folder, index, argv[2], photos.size()));
  fs::remove_all(folder);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace deepcars::perf

int main(int argc, char** argv) {
  // As deepcars-train is started: OpenMP reads its rule when the program is loaded.
  if (!std::getenv("OMP_WAIT_POLICY")) {
    setenv("OMP_WAIT_POLICY", "passive", 1);
    execv("/proc/self/exe", argv);
  }
  deepcars::base::keep_freed_memory();  // Both sides have what the command line has.
  return deepcars::perf::run(argc, argv);
}
