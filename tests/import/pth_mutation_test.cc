// Damaged weight files must give an error or a value, never a crash; run it under AddressSanitizer too.
#include <gtest/gtest.h>

#include <cstdlib>

#include "native/import/pth_reader.h"
#include "tests/native/run_deepcars.h"
#include "tests/random.h"

namespace deepcars::torch_import {
namespace {

using deepcars::testing::Random;
using deepcars::testing::read_text;
using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;

constexpr int mutations_per_file = 1500;

/// 0 <= value < count
std::size_t below(Random& random, std::size_t count) {
  return static_cast<std::size_t>(random.bits() % count);
}

std::string mutated(std::string bytes, Random& random) {
  switch (below(random, 4)) {
    case 0:
      bytes.resize(below(random, bytes.size()));
      break;
    case 1:
      bytes.erase(below(random, bytes.size()), 1 + below(random, 8));
      break;
    default:
      break;
  }
  const std::size_t flips = 1 + below(random, 6);
  for (std::size_t i = 0; i < flips && !bytes.empty(); ++i) {
    bytes[below(random, bytes.size())] = static_cast<char>(below(random, 256));
  }
  return bytes;
}

TEST(PthMutations, NeverCrashTheReader) {
  const TemporaryFolder folder;
  const std::string command =
      "/usr/bin/python3 " DEEPCARS_PTH_SCRIPT " '" + (folder / "") + "' >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) GTEST_SKIP() << "no python3 with torch to write files with";
  int errors = 0;
  for (const char* name : {"state_zip.pth", "state_legacy.pth"}) {
    const std::string whole = read_text(folder / name);
    Random random(42);
    for (int i = 0; i < mutations_per_file; ++i) {
      const std::string path = folder / "mutated.pth";
      write_text(path, mutated(whole, random));
      const auto state = read_pth(path);
      errors += !state;
      if (!state) {
        EXPECT_FALSE(state.error().message.empty());
      }
    }
  }
  EXPECT_GT(errors, mutations_per_file) << "most damage should be noticed";
}

}  // namespace
}  // namespace deepcars::torch_import
