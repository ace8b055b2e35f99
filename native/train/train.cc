#include "native/train/train.h"

#include <cstdio>
#include <filesystem>

#include "native/base/files.h"
#include "native/import/pth_reader.h"
#include "native/train/learning.h"
#include "native/train/training_run.h"
#include "native/train/workers.h"

namespace deepcars::native {
namespace {

Expected<StartingState> starting_state(const TrainOptions& options) {
  if (!options.init.empty()) {
    const bool folder = std::filesystem::is_directory(options.init);
    const std::filesystem::path path =
        folder ? RunFolder(options.init).best_state() : std::filesystem::path(options.init);
    const auto bytes = read_file(path);
    if (!bytes) return tl::unexpected(bytes.error());
    auto file = weights::parse_safetensors(*bytes);
    if (!file) {
      return failure(file.error().code, path.string() + " cannot be used: " + file.error().message,
                     file.error().hint);
    }
    return std::move(file->tensors);
  }
  if (options.weights == "none") return StartingState{};
  return torch_import::read_pth(options.weights);
}

Expected<std::unique_ptr<Learner>> make_learner(const TrainOptions& options, const TrainingData& data,
                                                const StartingState& start, const Machine& machine) {
  if (options.recipe == "original") return make_original_learner(options, data, start, machine);
  return options.trains_all_layers() ? make_network_learner(options, data, start, machine)
                                     : make_linear_learner(options, data, start, machine);
}

void print_plan(const TrainOptions& options, const TrainingData& data, const Workers& workers) {
  std::printf("%zu photos to train on, %zu to validate with, %d year buckets, %s", data.train.size(),
              data.val.size(), data.buckets.classes(),
              options.trains_all_layers() ? "all layers train" : "only the last layer trains");
  if (!workers.alone()) std::printf(", %d workers", workers.size());
  std::printf("\n");
  if (data.outside_buckets > 0) {
    std::printf("%d photos are left out: no bucket holds their year\n", data.outside_buckets);
  }
  std::fflush(stdout);
}

/// Makes the run folder ready; only the first worker touches it.
Expected<void> open_folder(const TrainOptions& options, const std::vector<Photo>& photos, bool was_split) {
  const RunFolder folder(options.output);
  if (auto opened = folder.open(recipe_json(options), options.fresh); !opened) return opened;
  return was_split ? Expected<void>{} : write_index(folder.split(), photos);
}

Expected<void> train_on(const Machine& machine, const TrainOptions& options) {
  Workers& workers = machine.workers;
  auto photos = read_index(options.index);
  if (!photos) return tl::unexpected(photos.error());
  const bool was_split = !photos->front().split.empty();
  const auto data = make_training_data(*photos, options);
  if (!data) return tl::unexpected(data.error());
  const auto start = starting_state(options);
  if (!start) return tl::unexpected(start.error());
  auto learner = make_learner(options, *data, *start, machine);
  if (!learner) return tl::unexpected(learner.error());
  if (workers.first()) {
    if (auto opened = open_folder(options, *photos, was_split); !opened) return opened;
  }

  TrainingRun run(options, *data, std::move(*learner), workers);
  if (auto resumed = run.resume(); !resumed) return resumed;
  const auto say = [&](const std::string& text) {
    if (workers.first()) std::printf("%s\n", text.c_str());
  };
  if (workers.first()) print_plan(options, *data, workers);
  if (run.complete()) {
    say("this run is complete (" + run.where() + "): " + run.best_text() + "; --fresh starts over");
    return {};
  }
  if (run.resumed()) say("going on after " + run.where());
  const auto whole = run.go();
  if (!whole) return tl::unexpected(whole.error());
  if (!*whole) say("interrupted; the same command goes on from here");
  say(run.best_text());
  return {};
}

}  // namespace

Expected<void> train(const TrainOptions& options) {
  if (auto good = check(options); !good) return good;
  const auto device = find_device(options.device);
  if (!device) return tl::unexpected(device.error());
  const auto workers = join_workers(*device);
  if (!workers) return tl::unexpected(workers.error());
  try {
    return train_on(set_up_machine(options, *device, **workers), options);
  } catch (const WorkerLost& lost) {
    return failure(
        ErrorCode::file_unreadable,
        std::string("another worker ended or cannot be reached (") + lost.what() + ")",
        "see what it said last; the same command, on all of them, goes on from the last checkpoint in " +
            options.output);
  }
}

}  // namespace deepcars::native
