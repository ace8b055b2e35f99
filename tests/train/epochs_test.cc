// A run with a recipe that only pretends to learn.
#include "native/train/epochs.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <limits>

#include "tests/native/run_deepcars.h"

namespace deepcars::train {
namespace {

constexpr int classes = 3;

/// Two photos in each split.
TrainingData four_photos() {
  TrainingData data = {.buckets = *score::YearBuckets::uniform(1990, 2019, 10)};
  data.train = data.val = {{.path = "a.jpg", .year = 1995}, {.path = "b.jpg", .year = 2005}};
  data.train_labels = data.val_labels = {0, 1};
  data.class_years = {1995, 2005, 2015};
  data.class_loss_weights = {1, 1, 1};
  return data;
}

/// Reports the given losses for each epoch's batches, and the given logit for every photo.
class PretendLearner : public Learner {
 public:
  explicit PretendLearner(std::vector<double> losses, float logit = 0)
      : losses_(std::move(losses)), logit_(logit) {}

  Expected<bool> prepare() override { return true; }
  Expected<void> train_epoch(int, std::size_t, const OnBatch& on_batch) override {
    for (const double loss : losses_) {
      if (!on_batch({.photos = 1, .loss = loss, .correct = 1})) break;
    }
    return {};
  }
  Expected<std::optional<std::vector<float>>> validation_logits(const OnPhotos&) override {
    return std::vector<float>(2 * classes, logit_);
  }
  std::optional<Throughput> throughput() const override { return std::nullopt; }
  weights::Tensors state() const override { return {}; }
  std::string checkpoint(const std::string& facts) const override { return facts; }
  Expected<std::string> restore(const std::string& checkpoint) override { return checkpoint; }

 private:
  std::vector<double> losses_;
  float logit_;
};

TEST(TrainingRun, ALossThatIsNoNumberIsCalledDiverged) {
  const deepcars::testing::TemporaryFolder folder;
  const TrainingData data = four_photos();
  TrainOptions options;
  options.output = folder / "run";
  const auto alone = join_workers(torch::kCPU);
  ASSERT_TRUE(alone);
  const auto expect_diverged = [&](std::unique_ptr<PretendLearner> learner) {
    TrainingRun run(options, data, std::move(learner), **alone);
    const auto done = run.go();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::diverged) << done.error().sentence();
    EXPECT_NE(done.error().message.find("no epoch is complete yet"), std::string::npos)
        << done.error().message;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN(),
               infinity = std::numeric_limits<double>::infinity();
  for (const double loss : {nan, infinity})
    expect_diverged(std::make_unique<PretendLearner>(std::vector<double>{1, loss, 1}));
  for (const double logit : {nan, infinity})
    expect_diverged(std::make_unique<PretendLearner>(std::vector<double>{1, 1}, static_cast<float>(logit)));
}

TEST(TrainingRun, ACheckpointThatCannotBeLookedAtIsAnErrorAndNoException) {
  const deepcars::testing::TemporaryFolder folder;
  const TrainingData data = four_photos();
  TrainOptions options;
  options.output = folder / "run";
  // A link to itself: the system refuses to follow it.
  ASSERT_EQ(mkdir(options.output.c_str(), 0700), 0);
  ASSERT_EQ(symlink("checkpoint.pt", (options.output + "/checkpoint.pt").c_str()), 0);
  const auto alone = join_workers(torch::kCPU);
  ASSERT_TRUE(alone);
  TrainingRun run(options, data, std::make_unique<PretendLearner>(std::vector<double>{1, 1}), **alone);
  const auto resumed = run.resume();
  ASSERT_FALSE(resumed) << "what was trained before would be overwritten";
  EXPECT_EQ(resumed.error().code, ErrorCode::file_unreadable);
}

}  // namespace
}  // namespace deepcars::train
