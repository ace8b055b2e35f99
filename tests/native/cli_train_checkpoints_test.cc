// train that is killed or interrupted, and goes on.
#include <csignal>

#include "tests/native/stopped_program.h"
#include "tests/native/training_fixture.h"

namespace deepcars::testing {
namespace {

class CliTrainCheckpoints : public TrainingFixture {};

TEST_F(CliTrainCheckpoints, GoesOnAfterBeingKilledAsIfNothingHadHappened) {
  const auto whole = run_deepcars(train_arguments("head", "uninterrupted", 5));
  ASSERT_EQ(whole.exit_status, 0) << whole.err;
  const auto killed = stop_deepcars(train_arguments("head", "killed", 5), "epoch 2/5", SIGKILL);
  ASSERT_EQ(killed.exit_status, -1) << "it ended before it was killed";
  const auto resumed = run_deepcars(train_arguments("head", "killed", 5));
  ASSERT_EQ(resumed.exit_status, 0) << resumed.err;
  EXPECT_NE(resumed.out.find("going on after epoch"), std::string::npos) << resumed.out;
  EXPECT_EQ(epochs("killed"), epochs("uninterrupted"));
}

TEST_F(CliTrainCheckpoints, GoesOnWithinAnEpochAsIfNothingHadHappened) {
  // One thread: sums then come in the same order.
  const auto arguments = [](const std::string& output) {
    return train_arguments("full", output, 2, {"--threads", "1"});
  };
  const auto whole = run_deepcars(arguments("within-uninterrupted"));
  ASSERT_EQ(whole.exit_status, 0) << whole.err;

  // An interrupt writes a checkpoint within the second epoch, which has just begun, unless a batch takes longer than the
  // second that is left to it.
  const auto interrupted = stop_deepcars(arguments("within"), "epoch 1/2", SIGINT);
  ASSERT_EQ(interrupted.exit_status, 130);
  // A kill needs one that is there, after every batch: mostly it comes before the epoch's own is written.
  auto often = arguments("within");
  often.insert(often.end(), {"--checkpoint-minutes", "0"});
  const auto killed = stop_deepcars(often, "epoch 2/2", SIGKILL);
  ASSERT_EQ(killed.exit_status, -1) << killed.out;
  EXPECT_NE(killed.out.find("going on after epoch 1"), std::string::npos) << killed.out;
  const auto resumed = run_deepcars(arguments("within"));
  ASSERT_EQ(resumed.exit_status, 0) << resumed.err;
  EXPECT_TRUE(resumed.out.find("going on after epoch 1 and 3 batches") != std::string::npos ||
              resumed.out.find("complete") != std::string::npos)
      << resumed.out;
  EXPECT_EQ(epochs("within"), epochs("within-uninterrupted"));
}

TEST_F(CliTrainCheckpoints, CtrlCKeepsTheBestSoFar) {
  const auto stopped =
      stop_deepcars(train_arguments("head", "interrupted", 100'000), "epoch 2/100000", SIGINT);
  EXPECT_EQ(stopped.exit_status, 130);
  EXPECT_NE(stopped.out.find("best is epoch"), std::string::npos) << stopped.out;
  load_model(path("interrupted/model.safetensors"));
}

}  // namespace
}  // namespace deepcars::testing
