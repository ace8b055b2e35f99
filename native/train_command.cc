// deepcars train: trains a network to date cars.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "native/base/environment.h"
#include "native/base/json_file.h"
#include "native/base/threads.h"
#include "native/commands.h"
#include "native/train/run/option_table.h"
#include "native/train/run/train_config.h"
#include "native/training.h"

namespace deepcars::native {
namespace {

/// The machine's threads, shared among its workers if torchrun started several.
int default_threads() {
  const int workers = std::max(1, base::environment_number("LOCAL_WORLD_SIZE").value_or(1));
  return std::max(1, base::thread_count(0) / workers);
}

/// What the command line gives, before the config file and the defaults are looked at.
struct TrainCommand {
  std::vector<train::GivenOption> given;
  std::string config, output;
  bool fresh = false;
};

/// Adds the options of the table. Each only notes its text: which default it overrides depends on the others.
void add_table_options(CLI::App& app, TrainCommand& command) {
  train::TrainOptions defaults = train::recipe_defaults(train::Recipe::full);
  defaults.threads = default_threads();
  for (const train::TrainOption& option : train::option_table()) {
    if (option.flags.empty()) continue;
    const auto note = [&command, &option](const std::string& text) {
      train::TrainOptions unused;
      if (const auto set = option.set(unused, text); !set && set.error().code == ErrorCode::data_invalid) {
        throw CLI::ConversionError(text, option.name());
      }
      command.given.push_back({.option = &option, .text = text});
    };
    CLI::Option* added = nullptr;
    if (option.is_list()) {
      const auto note_all = [note](const std::vector<std::string>& parts) {
        std::string text;
        for (const std::string& part : parts) text += (text.empty() ? "" : ",") + part;
        note(text);
      };
      added = app.add_option_function<std::vector<std::string>>(option.flags, note_all, option.meaning)
                  ->delimiter(',')
                  ->allow_extra_args(false);  // Else it would take the index that may follow it.
    } else {
      added = app.add_option_function<std::string>(option.flags, note, option.meaning);
    }
    added->type_name(option.type_name());
    if (const std::string text = option.text(defaults); !text.empty()) added->default_str(text);
  }
}

Expected<train::TrainOptions> options_of(const TrainCommand& command) {
  nlohmann::json config;
  if (!command.config.empty()) {
    auto read = base::read_json_object(command.config, "give the config.json of a run");
    if (!read) return tl::unexpected(read.error());
    config = std::move(*read);
  }
  auto options = train::train_options_from(config, command.given, default_threads());
  if (!options) return tl::unexpected(options.error());
  options->output = command.output;
  options->fresh = command.fresh;
  if (auto good = check(*options); !good) return tl::unexpected(good.error());
  return options;
}

Expected<void> run_training(const TrainCommand& command) {
  const auto options = options_of(command);
  return options ? train_model(*options) : tl::unexpected(options.error());
}

}  // namespace

void add_train_command(CLI::App& program, Action& action) {
  auto command = std::make_shared<TrainCommand>();
  CLI::App* app = program.add_subcommand("train", "Finetune ResNet-18 on an index of photos");
  add_table_options(*app, *command);
  app->add_option(
         "--config", command->config,
         "Options of an earlier run: its config.json. Options given beside it override its own; paths in it "
         "start from the current folder")
      ->type_name("FILE");
  app->add_option("-o,--output", command->output, "Run folder; the same command again resumes there")
      ->required();
  app->add_flag("--fresh", command->fresh, "Replace an earlier run in the folder");
  app->footer(
      "Examples:\n"
      "  deepcars train split.csv --weights resnet18-f37072fd.pth --bucket-width 5 --output runs/first\n"
      "  deepcars train --config runs/first/config.json --output runs/again\n\n"
      "Unless OMP_WAIT_POLICY or GOMP_SPINCOUNT is set, OMP_WAIT_POLICY becomes passive: LibTorch's threads would\n"
      "otherwise spin and keep those that decode photos off the processor.\n\n"
      "Exit status: 0 the run is complete; 1 failed; 2 wrong usage;\n"
      "130 interrupted, and the same command resumes.");
  app->callback([app, command, &action] {
    if (command->config.empty() && app->count("index") == 0) throw CLI::RequiredError("index");
    action = [command] { return run_training(*command); };
  });
}

}  // namespace deepcars::native
