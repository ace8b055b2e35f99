// Damaged weight files must give an error or a value, never a crash; run it under AddressSanitizer too.
#include <gtest/gtest.h>

#include "native/import/pth_reader.h"
#include "tests/import/python_files.h"
#include "tests/native/run_deepcars.h"
#include "tests/random.h"

namespace deepcars::torch_import {
namespace {

using deepcars::testing::Random;
using deepcars::testing::read_text;
using deepcars::testing::TemporaryFolder;

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
  if (!testing::write_with_python(DEEPCARS_PTH_SCRIPT, folder / "")) GTEST_SKIP() << testing::no_python;
  int errors = 0;
  for (const char* name : {"state_zip.pth", "state_legacy.pth", "wrapped_zip.pth", "evil_legacy.pth"}) {
    const std::string whole = read_text(folder / name);
    Random random(42);
    for (int i = 0; i < mutations_per_file; ++i) {
      const std::string file = mutated(whole, random);
      const auto dicts = open_pth(testing::bytes_of(file));
      bool damaged = !dicts;
      if (dicts) {
        for (const StateDict& dict : *dicts)
          for (const auto& [tensor, shape] : dict.shapes) damaged |= !dict.read(tensor);
      } else {
        EXPECT_FALSE(dicts.error().message.empty());
      }
      errors += damaged;
    }
  }
  EXPECT_GT(errors, 2 * mutations_per_file) << "most damage should be noticed";
}

}  // namespace
}  // namespace deepcars::torch_import
