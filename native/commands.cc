#include "native/commands.h"

namespace deepcars::native {

void add_model_option(CLI::App& command, std::string& model) {
  command
      .add_option("-m,--model", model,
                  "Weight file; default: $DEEPCARS_MODEL, else models/ beside the program")
      ->type_name("FILE");
}

void add_threads_option(CLI::App& command, int& threads) {
  command.add_option("--threads", threads, "Threads to compute with; default: all of the machine's")
      ->check(CLI::Range(1, 1024));
}

}  // namespace deepcars::native
