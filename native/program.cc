#include "native/program.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "native/base/freed_memory.h"
#include "native/base/interrupts.h"
#include "native/base/standard_output.h"
#include "native/base/text.h"
#include "native/release.h"

namespace deepcars::native {
namespace {

constexpr int wrong_usage = 2;  // As shells and getopt programs have it.

int exit_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::some_inputs_failed:
      return 3;
    case ErrorCode::interrupted:
      return base::interrupted_status;
    default:
      return EXIT_FAILURE;
  }
}

int fail(const Error& error) {
  std::fprintf(stderr, "deepcars: %s\n", error.sentence().c_str());
  return exit_status(error.code);
}

/// What is wrong with the command line, as a sentence.
std::string complaint(const CLI::App& program, const CLI::ParseError& stop) {
  if (!program.get_subcommands().empty()) {
    const std::string chosen = program.get_subcommands().front()->get_name();
    return std::string(stop.what()) + ": see 'deepcars " + chosen + " --help'";
  }
  const std::vector<std::string> words = program.remaining();
  const auto unknown = std::find_if(words.begin(), words.end(),
                                    [](const std::string& word) { return !word.starts_with("-"); });
  if (unknown == words.end()) return std::string(stop.what()) + ": see 'deepcars --help'";
  std::vector<std::string> known;
  for (const CLI::App* subcommand : program.get_subcommands({})) known.push_back(subcommand->get_name());
  const auto meant = base::probably_meant(*unknown, known);
  return "there is no subcommand \"" + *unknown + "\"" +
         (meant ? "; did you mean " + *meant + "?" : ": see 'deepcars --help'");
}

int run_chosen(int argc, char** argv, std::span<const AddCommand> commands) {
  CLI::App program{"deepcars: " + description() + ".", "deepcars"};
  program.require_subcommand(1);
  program.set_version_flag("--version", version_text, "Print version, commit and LibTorch, and exit");
  program.footer(
      "Run 'deepcars SUBCOMMAND --help' for its options and an example.\n\n"
      "Exit status: 0 all good; 1 failed; 2 wrong usage; 3 some inputs failed and the rest was done;\n"
      "130 interrupted, and the same command resumes.");

  Action action;
  for (const AddCommand add : commands) add(program, action);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& stop) {
    if (stop.get_exit_code() == EXIT_SUCCESS) return program.exit(stop);  // --help and --version
    const std::string text = complaint(program, stop);
    std::fprintf(stderr, "deepcars: %s%s\n", one_line(text).c_str(), text.ends_with("?") ? "" : ".");
    return wrong_usage;
  }

  base::keep_freed_memory();
  const auto done = action();
  return done ? EXIT_SUCCESS : fail(done.error());
}

/// run_chosen; what it throws becomes a sentence.
int run_safely(int argc, char** argv, std::span<const AddCommand> commands) {
  try {
    return run_chosen(argc, argv, commands);
  } catch (const std::bad_alloc&) {
    std::fputs("deepcars: there is not enough memory: close other programs, or use fewer threads.\n", stderr);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "deepcars: unexpected failure: %s: report this sentence and the command line.\n",
                 one_line(problem.what()).c_str());
  } catch (...) {
    std::fputs("deepcars: unexpected failure: report this sentence and the command line.\n", stderr);
  }
  return EXIT_FAILURE;
}

}  // namespace

int run_program(int argc, char** argv, std::span<const AddCommand> commands) {
  base::open_standard_streams();
  base::handle_signals();
  const int status = run_safely(argc, argv, commands);
  const auto printed = base::finish_standard_output();
  if (printed || status != EXIT_SUCCESS) return status;
  return fail(printed.error());
}

}  // namespace deepcars::native
