// deepcars: how modern does a car look, and why. The program is its subcommands; see commands.h.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "native/base/freed_memory.h"
#include "native/commands.h"

namespace {

constexpr int wrong_usage = 2;  // as shells and getopt programs have it

}  // namespace

int main(int argc, char** argv) {
  using namespace deepcars::native;
  CLI::App program{"deepcars: says from a photo how modern a car looks, and shows why.", "deepcars"};
  program.require_subcommand(1);
  program.set_version_flag("--version", DEEPCARS_VERSION);
  program.footer("Run 'deepcars SUBCOMMAND --help' for its options and an example.");

  Action action;
  add_prepare_command(program, action);
  add_split_command(program, action);
  add_train_command(program, action);
  add_evaluate_command(program, action);
  add_predict_command(program, action);
  add_explain_command(program, action);
  add_export_command(program, action);
  add_bench_command(program, action);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& stop) {
    if (stop.get_exit_code() == EXIT_SUCCESS) return program.exit(stop);  // --help and --version
    const CLI::App* chosen = program.get_subcommands().empty() ? &program : program.get_subcommands().front();
    std::fprintf(stderr, "deepcars: %s: see '%s --help'.\n", stop.what(),
                 chosen == &program ? "deepcars" : ("deepcars " + chosen->get_name()).c_str());
    return wrong_usage;
  }

  keep_freed_memory();
  if (auto done = action(); !done) {
    std::fprintf(stderr, "deepcars: %s\n", done.error().sentence().c_str());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
