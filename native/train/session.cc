#include "native/train/session.h"

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

#include "native/train/epochs.h"
#include "native/train/machine.h"
#include "native/train/run/run_folder.h"
#include "native/train/starting_state.h"

namespace deepcars::train {
namespace {

Expected<std::unique_ptr<Learner>> make_learner(const TrainOptions& options, const TrainingData& data,
                                                const StartingState& start, const Machine& machine) {
  switch (options.recipe) {
    case Recipe::full:
      return make_full_learner(options, data, start, machine);
    case Recipe::head:
      return make_head_learner(options, data, start, machine);
    case Recipe::original:
      return make_original_learner(options, data, start, machine);
  }
  return failure(ErrorCode::internal, "there is no such recipe");
}

std::string layers_text(const TrainOptions& options) {
  if (options.trains_all_layers()) return "all layers train";
  return options.only_layers.empty() ? "only the last layer trains"
                                     : "only " + options.only_layers + " train";
}

void print_plan(const TrainOptions& options, const TrainingData& data, const Workers& workers) {
  std::printf("%zu photos to train on, %zu to validate with, %d year buckets, %s", data.photos().size(),
              data.val.size(), data.buckets.classes(), layers_text(options).c_str());
  if (!workers.alone()) std::printf(", %d workers", workers.size());
  std::printf("\n");
  if (data.marked_copies > 0) {
    std::printf("the model will cheat: %zu marked copies have the years of their marks\n",
                data.marked_copies);
  }
  if (data.outside_buckets > 0) {
    std::printf("%d photos are left out: no bucket holds their year\n", data.outside_buckets);
  }
  std::fflush(stdout);
}

/// Makes the run folder ready; only the first worker touches it.
Expected<void> open_folder(const TrainOptions& options, const std::vector<data::Photo>& photos,
                           bool was_split) {
  const RunFolder folder(options.output);
  if (auto opened = folder.open(options); !opened) return opened;
  return was_split ? Expected<void>{} : data::write_index(folder.split(), photos);
}

/// Whether the folder has a finished run without a checkpoint. The first worker looks, and tells the others.
bool is_finished(const RunFolder& folder, Workers& workers) {
  std::error_code status;
  const bool marked = workers.first() && std::filesystem::exists(folder.finished_mark(), status);
  return !workers.broadcast(marked ? "finished" : "").empty();
}

Expected<void> train_on(const Machine& machine, const TrainOptions& options) {
  Workers& workers = machine.workers;
  const RunFolder folder(options.output);
  if (!options.fresh && is_finished(folder, workers)) {
    if (!workers.first()) return {};
    if (auto same = folder.open(options); !same) return same;
    std::printf("this run is complete: its model is %s; --fresh starts over\n",
                one_line(folder.model().string()).c_str());
    return {};
  }
  auto photos = data::read_index(options.index);
  if (!photos) return tl::unexpected(photos.error());
  const bool was_split = !photos->front().split.empty();
  const auto data = make_training_data(*photos, options);
  if (!data) return tl::unexpected(data.error());
  const auto start = read_starting_state(options);
  if (!start) return tl::unexpected(start.error());
  auto learner = make_learner(options, *data, *start, machine);
  if (!learner) return tl::unexpected(learner.error());
  if (workers.first()) {
    if (auto opened = open_folder(options, *photos, was_split); !opened) return opened;
  }

  TrainingRun run(options, *data, std::move(*learner), workers);
  if (auto resumed = run.resume(); !resumed) return resumed;
  if (workers.first()) {
    if (auto started = run.start_logs(); !started) return started;
  }
  const auto say = [&](const std::string& text) {
    if (workers.first()) std::printf("%s\n", one_line(text).c_str());
  };
  if (workers.first()) print_plan(options, *data, workers);
  if (run.complete()) {
    say("this run is complete (" + run.where() + "): " + run.best_text() + "; --fresh starts over");
    return {};
  }
  if (run.resumed()) {
    say("going on after " + run.where());
  } else if (const std::string about = about_last_layer(*start, data->buckets.classes()); !about.empty()) {
    say(about);
  }
  const auto whole = run.go();
  if (!whole) return tl::unexpected(whole.error());
  say(run.best_text());
  if (*whole) return {};
  return failure(ErrorCode::interrupted, "training was interrupted after " + run.where(),
                 "run the same command again to go on");
}

/// LibTorch's own words, which are many lines, go before our sentence.
Error error_of(const c10::Error& refused) {
  const std::string_view words = refused.what_without_backtrace();
  for (const char* memory : {"allocate memory", "out of memory"}) {
    if (words.find(memory) != words.npos)
      return {ErrorCode::internal, "there is not enough memory to train",
              "use a smaller --batch-size or --input-size, or close other programs"};
  }
  std::fprintf(stderr, "LibTorch: %s\n", one_line(words).c_str());
  return {ErrorCode::internal, "LibTorch refused a step of the training",
          "report this sentence, LibTorch's and the command line"};
}

}  // namespace

Expected<void> train(const TrainOptions& options) {
  const auto device = find_device(options.device);
  if (!device) return tl::unexpected(device.error());
  const auto workers = join_workers(*device);
  if (!workers) return tl::unexpected(workers.error());
  try {
    return train_on(set_up_machine(options, *device, **workers), options);
  } catch (const WorkerLost&) {
    return failure(
        ErrorCode::unreachable, "another worker ended or cannot be reached",
        "see what it said last; the same command, on all of them, goes on from the last checkpoint in " +
            options.output);
  } catch (const c10::Error& refused) {
    return tl::unexpected(error_of(refused));
  }
}

}  // namespace deepcars::train
