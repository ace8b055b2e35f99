#include "native/commands.h"

#include "native/reference/command_line.h"
#include "shared/explain/fill.h"
#include "shared/explain/methods.h"
#include "shared/explain/target.h"

namespace deepcars::native {

void add_model_option(CLI::App& command, std::string& model) {
  command
      .add_option("-m,--model", model,
                  "Weight file; default: $DEEPCARS_MODEL, else the one that came with deepCars")
      ->type_name("FILE");
}

void add_threads_option(CLI::App& command, int& threads) {
  command.add_option("--threads", threads, "Threads to compute with; default: all of the machine's")
      ->check(CLI::Range(1, 1024));
}

void offer_methods(CLI::Option* option) {
  std::vector<std::string> words;
  for (const explain::Method& method : explain::methods()) words.emplace_back(method.name);
  reference::offer_words(*option, words);
}

void offer_targets(CLI::Option* option) {
  std::vector<std::string> words;
  for (const explain::TargetInfo& target : explain::target_kinds()) {
    if (target.buckets == 0) words.emplace_back(target.name);
  }
  reference::offer_words(*option, words);
}

void offer_fills(CLI::Option* option) { reference::offer_words(*option, names(explain::fills())); }

}  // namespace deepcars::native
