// A folder with a small random model and drawn photos in it, for the subcommands that use a model.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/native/run_deepcars.h"

namespace deepcars::testing {

class ModelFixture : public ::testing::Test {
 protected:
  static constexpr int kClasses = 5;                   ///< 2000-2001 to 2008-2009.
  static constexpr int kSizePx = 64;                   ///< Side of the network's input.
  static constexpr int kWidthPx = 80, kHeightPx = 60;  ///< Every drawn photo.

  /// Writes model.safetensors.
  ModelFixture();

  /// Draws a car in colours of the seed; the name's extension decides the format. Returns the path.
  std::string draw(const std::string& name, int seed) const;

  /// Writes the first half of a drawn JPEG.
  std::string draw_truncated(const std::string& name) const;

  /// Runs predict with the model.
  ProgramRun predict(std::vector<std::string> arguments, const std::string& input = "") const;

  /// Expects exit status 1 and exactly one line on standard error, a sentence of the program that contains
  /// each text.
  static void expect_one_sentence(const ProgramRun& run, const std::vector<std::string>& texts);

  TemporaryFolder folder_;
  std::string model_;
};

}  // namespace deepcars::testing
