// Part of `deepcars`: what needs LibTorch goes on in deepcars-train.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "native/base/program_folder.h"
#include "native/training.h"

namespace deepcars::native {
namespace {

/// The words of this program's command line.
std::vector<std::string> command_line() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

/// LibTorch's OpenMP threads wait by spinning. Beside the threads that prepare photos, or other programs, each spinning
/// thread keeps the one it waits for off the processor: measured on two cores, a training step then takes four times as
/// long. OpenMP reads its rule when a program is loaded; one that the user has set stays.
void let_threads_wait_passively() {
  if (!std::getenv("GOMP_SPINCOUNT")) setenv("OMP_WAIT_POLICY", "passive", 0);
}

/// Starts deepcars-train in the place of this program. Returns why that cannot be done.
tl::unexpected<Error> start_trainer() {
  const std::filesystem::path trainer = base::program_folder() / "deepcars-train";
  std::vector<std::string> words = command_line();
  if (!words.empty()) words.insert(words.begin() + 1, DEEPCARS_VERSION);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  let_threads_wait_passively();
  std::fflush(nullptr);
  execv(trainer.c_str(), arguments.data());
  return failure(
      ErrorCode::file_unreadable,
      "the program that trains, " + trainer.string() + ", cannot be started: " + std::strerror(errno),
      "build the target deepcars, which makes both programs, and keep them in one folder");
}

}  // namespace

Expected<void> train_model(const train::TrainOptions&) { return start_trainer(); }

Expected<void> compare_variants(const sweep::SweepSpec&) { return start_trainer(); }

Expected<train::LibTorch> ask_libtorch() { return start_trainer(); }

}  // namespace deepcars::native
