#include "native/report/learning_curves.h"

#include <gtest/gtest.h>

#include <string>

#include "native/base/files.h"

namespace deepcars::report {
namespace {

class LearningCurvesTest : public ::testing::Test {
 protected:
  LearningCurvesTest() {
    write("epochs.csv", ",Epoch,Loss,Accuracy,Time,Phase\n0,1,2.5,0.25,60,Train\n1,1,2.0,0.5,75,Val\n");
    write("batches.csv",
          ",Batch,Loss,Accuracy,Phase\n0,1,3,0,Train\n1,2,2,0.5,Train\n2,1,2,0.5,Val\n3,1,1,1,Train\n");
  }

  void write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(base::write_file(folder_ + name, text));
  }
  Expected<LearningCurves> read() {
    return read_learning_curves(folder_ + "epochs.csv", folder_ + "batches.csv");
  }

  std::string folder_ = ::testing::TempDir() + "deepcars-learning-curves/";
};

TEST_F(LearningCurvesTest, EpochsHaveTheirTimes) {
  const auto curves = read();
  ASSERT_TRUE(curves) << curves.error().sentence();
  ASSERT_EQ(curves->by_epoch.size(), 2u);
  EXPECT_EQ(curves->by_epoch[1].phase, "Val");
  EXPECT_EQ(curves->by_epoch[1].time_s, 75);
  EXPECT_EQ(curves->by_epoch[1].accuracy, 0.5);
}

TEST_F(LearningCurvesTest, BatchesCountThroughTheWholeTraining) {
  const auto curves = read();
  ASSERT_TRUE(curves) << curves.error().sentence();
  ASSERT_EQ(curves->by_batch.size(), 4u);
  EXPECT_EQ(curves->batches_per_point, 1u);
  EXPECT_EQ(curves->by_batch[2].step, 2);  // Validated after two training batches.
  EXPECT_EQ(curves->by_batch[3].step, 3);  // The file says 1, of the second epoch.
}

TEST_F(LearningCurvesTest, ALongRunIsAveraged) {
  std::string text = ",Batch,Loss,Accuracy,Phase\n";
  for (int i = 0; i < 1000; ++i) text += "0,1," + std::to_string(i % 2) + ",0.5,Train\n";
  write("batches.csv", text);
  const auto curves = read();
  ASSERT_TRUE(curves) << curves.error().sentence();
  EXPECT_EQ(curves->batches_per_point, 3u);
  EXPECT_EQ(curves->by_batch.size(), 333u);
  EXPECT_NEAR(curves->by_batch[0].loss, 1.0 / 3, 1e-12);
  EXPECT_NEAR(curves->by_batch[0].step, 2, 1e-12);
}

TEST_F(LearningCurvesTest, ADamagedTableIsNamed) {
  write("epochs.csv", ",Epoch,Loss,Accuracy,Time,Phase\n0,1,nan,0.25,60,Train\n");
  auto curves = read();
  ASSERT_FALSE(curves);
  EXPECT_NE(curves.error().sentence().find("epochs.csv: row 2"), std::string::npos)
      << curves.error().sentence();
  write("epochs.csv", "a,b\n1,2\n");
  curves = read();
  ASSERT_FALSE(curves);
  EXPECT_NE(curves.error().sentence().find("lacks one of the columns Epoch"), std::string::npos);
}

}  // namespace
}  // namespace deepcars::report
