// deepcars-train: the subcommands of `deepcars` that need LibTorch. `deepcars` starts it; see training.h.
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "native/program.h"

int main(int argc, char** argv) {
  using namespace deepcars::native;
  // Its own version comes first, so that two programs of different versions do not work together.
  if (argc < 2 || argv[1] != std::string_view(DEEPCARS_VERSION)) {
    std::fputs(
        "deepcars: deepcars-train is the part of deepcars " DEEPCARS_VERSION
        " that trains, and another version or a person has started it: run `deepcars train`, with both "
        "programs of one version in one folder.\n",
        stderr);
    return EXIT_FAILURE;
  }
  std::vector<char*> words(argv, argv + argc);
  words.erase(words.begin() + 1);
  words.push_back(nullptr);
  constexpr AddCommand commands[] = {add_train_command, add_sweep_command, add_doctor_command};
  return run_program(argc - 1, words.data(), commands);
}
