// What train --log writes.
#include <csignal>
#include <filesystem>
#include <map>
#include <numeric>
#include <sstream>
#include <tuple>

#include "tests/native/event_file.h"
#include "tests/native/stopped_program.h"
#include "tests/native/training_fixture.h"

namespace deepcars::testing {
namespace {

class CliTrainLogs : public TrainingFixture {};

/// A number that a log shows: tag, step, value.
using Point = std::tuple<std::string, std::int64_t, float>;

std::vector<Point> points_of_events(const std::string& run) {
  std::vector<Point> points;
  for (const auto& file : std::filesystem::directory_iterator(run)) {
    if (file.path().filename().string().find("tfevents") == std::string::npos) continue;
    const EventFile events = read_events(read_text(file.path()));
    EXPECT_EQ(events.fault, "") << file.path();
    EXPECT_EQ(events.version, "brain.Event:2");
    for (const EventScalar& scalar : events.scalars)
      points.emplace_back(scalar.tag, scalar.step, scalar.value);
  }
  return points;
}

std::vector<Point> points_of_lines(const std::string& file) {
  std::vector<Point> points;
  std::istringstream lines(read_text(file));
  for (std::string line; std::getline(lines, line);) {
    const auto row = nlohmann::json::parse(line);
    EXPECT_GT(row.at("wall_time"), 0) << line;
    EXPECT_GT(row.at("epoch"), 0) << line;
    for (const auto& [key, value] : row.items()) {
      if (key.find('/') != std::string::npos) points.emplace_back(key, row.at("step"), value.get<float>());
    }
  }
  return points;
}

TEST_F(CliTrainLogs, ItsLogsHaveEachStepOnceHoweverOftenItIsKilled) {
  const auto arguments = [](const std::string& output) {
    return train_arguments("head", output, 5, {"--log", "tensorboard,jsonl", "--threads", "1"});
  };
  const auto whole = run_deepcars(arguments("logged"));
  ASSERT_EQ(whole.exit_status, 0) << whole.err;
  // Each time steps after the last checkpoint are lost, and are taken again.
  for (const char* epoch : {"epoch 1/5", "epoch 3/5"}) {
    ASSERT_EQ(stop_deepcars(arguments("logged-killed"), epoch, SIGKILL).exit_status, -1) << epoch;
  }
  const auto resumed = run_deepcars(arguments("logged-killed"));
  ASSERT_EQ(resumed.exit_status, 0) << resumed.err;

  const auto points = points_of_events(path("logged-killed"));
  EXPECT_EQ(points, points_of_events(path("logged")));
  EXPECT_EQ(points, points_of_lines(path("logged-killed/log.jsonl"))) << "one list serves both";
  std::map<std::string, std::vector<std::int64_t>> steps;
  for (const auto& [tag, step, value] : points) steps[tag].push_back(step);
  std::vector<std::int64_t> batches(15);
  std::iota(batches.begin(), batches.end(), 1);
  for (const char* tag : {"batch/loss", "batch/accuracy", "batch/head_learning_rate"}) {
    EXPECT_EQ(steps[tag], batches) << tag;
  }
  for (const char* tag :
       {"train/loss", "train/accuracy", "validation/loss", "validation/accuracy", "validation/mae_years",
        "validation/macro_mae_years", "validation/rank_correlation_year", "validation/calibration_error"}) {
    EXPECT_EQ(steps[tag], (std::vector<std::int64_t>{3, 6, 9, 12, 15})) << tag;
  }
  const auto rows = epochs("logged");
  float last_loss = 0;
  for (const auto& [tag, step, value] : points) last_loss = tag == "validation/loss" ? value : last_loss;
  EXPECT_NEAR(last_loss, rows.back().loss, 1e-6) << "the table has six digits";
}

TEST_F(CliTrainLogs, ALogMayBeAskedForLaterAndGoesWithFresh) {
  // The option comes before the index, and does not take it for another log.
  const auto arguments = [](int epochs, std::vector<std::string> more) {
    auto words = train_arguments("head", "logged-later", epochs, {"--threads", "1"});
    words.insert(words.begin() + 1, more.begin(), more.end());
    return words;
  };
  ASSERT_EQ(run_deepcars(arguments(2, {})).exit_status, 0);
  EXPECT_FALSE(std::filesystem::exists(path("logged-later/log.jsonl")));
  const auto again = run_deepcars(arguments(2, {"--log", "jsonl", "--log", "tensorboard"}));
  ASSERT_EQ(again.exit_status, 0) << again.err;
  EXPECT_NE(again.out.find("complete"), std::string::npos) << again.out;
  const auto points = points_of_lines(path("logged-later/log.jsonl"));
  EXPECT_FALSE(points.empty());
  EXPECT_EQ(points, points_of_events(path("logged-later")));
  ASSERT_EQ(run_deepcars(arguments(1, {"--fresh"})).exit_status, 0);
  EXPECT_FALSE(std::filesystem::exists(path("logged-later/log.jsonl")));
  EXPECT_TRUE(points_of_events(path("logged-later")).empty());
}

}  // namespace
}  // namespace deepcars::testing
