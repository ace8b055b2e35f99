#include "native/info/training_run.h"

#include <algorithm>
#include <string>

#include "native/base/csv.h"
#include "native/base/files.h"
#include "native/base/json_file.h"
#include "native/base/threads.h"
#include "native/base/words.h"
#include "native/info/describe.h"
#include "native/info/measures.h"
#include "native/info/planted_cue.h"
#include "native/train/run/checkpoint_state.h"
#include "native/train/run/run_folder.h"
#include "native/train/run/train_config.h"
#include "shared/weights/model_file.h"

namespace deepcars::info {
namespace fs = std::filesystem;
namespace {

/// A word of a command line, quoted where a shell would take it apart.
std::string shell_word(const std::string& word) {
  const bool plain = !word.empty() && word.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789-_./,=+") == std::string::npos;
  if (plain) return word;
  std::string quoted = "'";
  for (const char letter : word) quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return quoted + "'";
}

/// What the kept epoch has put into the run's model; empty if there is none yet.
Expected<weights::ModelMetadata> kept_model(const fs::path& path) {
  const auto file = base::read_file(path);
  if (!file) return tl::unexpected(file.error());
  const auto model = weights::open_model_file(*file);
  if (!model)
    return failure(model.error().code, path.string() + ": " + model.error().message, model.error().hint);
  return model->metadata;
}

/// A finished run of a sweep has no checkpoint any more: its table says how many epochs there were.
Expected<train::RunState> state_from_tables(const train::RunFolder& folder, int best_epoch) {
  train::RunState state = {.best_epoch = best_epoch};
  if (!is_there(folder.epochs_csv())) return state;
  const auto table = base::read_csv(folder.epochs_csv());
  if (!table) return tl::unexpected(table.error());
  state.epochs_done = static_cast<int>(table->rows.size() / 2);  // A row of training and one of validation.
  return state;
}

void add_next(Description& run, const train::RunFolder& folder, const train::TrainOptions& options,
              bool complete) {
  if (!complete) {
    run.add("to_go_on", "deepcars train --config " + shell_word(folder.config().string()) + " --output " +
                            shell_word(folder.path().string()));
    return;
  }
  const std::string split = is_there(folder.split()) ? folder.split().string() : options.index;
  run.add("to_measure", "deepcars evaluate " + shell_word(split) + " --model " +
                            shell_word(folder.model().string()) + " --output report");
}

}  // namespace

Expected<Description> describe_training_run(const fs::path& path) {
  const train::RunFolder folder(path);
  const auto config = base::read_json_object(folder.config(), "start the run over with --fresh");
  if (!config) return tl::unexpected(config.error());
  const auto options = train::train_options_from(*config, {}, base::thread_count(0));
  if (!options) {
    return failure(options.error().code, folder.config().string() + ": " + options.error().message,
                   options.error().hint);
  }
  nlohmann::json validation;
  int best_epoch = 0;
  if (is_there(folder.model())) {
    const auto model = kept_model(folder.model());
    if (!model) return tl::unexpected(model.error());
    validation = model->evaluation.value("validation", nlohmann::json());
    best_epoch = model->training.value("best_epoch", 0);
  }
  const auto state = is_there(folder.checkpoint()) ? train::read_checkpoint_state(folder.checkpoint())
                                                   : state_from_tables(folder, best_epoch);
  if (!state) return tl::unexpected(state.error());

  const bool complete = state->complete(*options);
  Description run(path.string(), complete ? "training run, complete" : "training run, not complete");
  run.add("recipe", base::word_of(options->recipe));
  add_planted_cue(run, options->planted_cue);
  run.add("index", options->index);
  run.add("complete", complete, complete ? "yes" : "no, it stands after " + state->where());
  run.add("epochs_done", state->epochs_done, "");  // In the next line.
  run.add("epochs", options->epochs,
          std::to_string(state->epochs_done) + " of " + std::to_string(options->epochs) +
              (complete && state->epochs_done < options->epochs ? ": later ones were no better" : ""));
  run.add("best_epoch", best_epoch, best_epoch == 0 ? "none yet" : std::to_string(best_epoch));
  add_measures(run, validation);
  add_next(run, folder, *options, complete);
  return run;
}

}  // namespace deepcars::info
