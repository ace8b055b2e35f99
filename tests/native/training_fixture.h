// Drawn cars, prepared and split, and quick training runs on them: what the tests of `train` share.
#pragma once

#include <gtest/gtest.h>

#include <iosfwd>
#include <string>
#include <vector>

#include "shared/car_model.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::testing {

/// A row of train_val_results_epochs.csv but for its time.
struct EpochRow {
  int epoch = 0;
  std::string phase;  ///< "Train" or "Val".
  double loss = 0;
  double accuracy = 0;

  bool operator==(const EpochRow&) const = default;
};
std::ostream& operator<<(std::ostream& out, const EpochRow& row);

class TrainingFixture : public ::testing::Test {
 protected:
  /// Once for all tests of a suite: 50 cars of five years in cars/, with one file that is no photo, prepared
  /// to index.csv and split to split.csv.
  static void SetUpTestSuite();
  static void TearDownTestSuite();

  static constexpr int kTrainPhotos = 30, kValPhotos = 10, kTestPhotos = 10;
  static constexpr int kClasses = 4;
  static constexpr int kModelSizePx = 48;

  static std::string path(const std::string& name) { return *folder_ / name; }

  /// A run from random weights into its own folder, in three batches of 12, 12 and 6 small photos per epoch.
  static std::vector<std::string> train_arguments(const std::string& recipe, const std::string& output,
                                                  int epochs, const std::vector<std::string>& more = {});

  static std::vector<EpochRow> epochs(const std::string& output);

  /// The model in a file that training wrote. Fails the test, and throws, if it cannot be read.
  static CarModel load_model(const std::string& file);

  static ProgramRun prepared_, split_;

 private:
  static TemporaryFolder* folder_;
};

}  // namespace deepcars::testing
