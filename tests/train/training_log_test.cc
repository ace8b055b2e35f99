// The logs of a run: the event file byte by byte, and that no step stands twice.
#include "native/train/run/training_log.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <set>

#include "native/train/run/tensorboard_events.h"
#include "tests/native/event_file.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::train {
namespace {

using deepcars::testing::read_events;
using deepcars::testing::read_text;

ScalarRow row(std::int64_t step) {
  return {
      .step = step, .epoch = 1, .wall_time_s = 1.5e9, .scalars = {{"batch/loss", 0.5}, {"train/loss", 2}}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
    lines.push_back(text.substr(begin, text.find('\n', begin) - begin));
  }
  return lines;
}

/// The numbers of fields are those of TensorBoard's event.proto and summary.proto: reading with our own messages alone
/// would not notice a wrong one.
TEST(EventRecord, HasTheBytesThatTheFormatAsksFor) {
  const std::string message = std::string("\x09") +
                              std::string("\0\0\0\0\0\0\xF8\x3F", 8)  // 1: double wall_time = 1.5
                              + "\x10\x07"                            // 2: int64 step = 7
                              + "\x2A\x0A"                            // 5: Summary summary, 10 bytes
                              + "\x0A\x08"                            // 1: Value value, 8 bytes
                              +
                              "\x0A\x01"
                              "a"                                         // 1: string tag
                              + "\x15" + std::string("\0\0\x20\x40", 4);  // 2: float simple_value = 2.5
  const std::string record =
      event_record({.step = 7, .epoch = 1, .wall_time_s = 1.5, .scalars = {{"a", 2.5}}});
  ASSERT_EQ(record.size(), 8 + 4 + message.size() + 4);
  EXPECT_EQ(record.substr(12, message.size()), message);
  std::uint64_t length = 0;
  std::memcpy(&length, record.data(), sizeof length);
  EXPECT_EQ(length, message.size());
  EXPECT_EQ(read_events(record).fault, "");
}

TEST(EventRecord, ADamagedByteIsNoticed) {
  const std::string whole = event_file_start(1.5e9) + event_record(row(1));
  ASSERT_EQ(read_events(whole).fault, "");
  EXPECT_EQ(read_events(whole).version, "brain.Event:2");
  EXPECT_EQ(read_events(whole).session_starts_at_0, 1);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_NE(read_events(damaged).fault, "") << "byte " << i;
  }
}

TEST(ScalarRow, ReadsBackWhatItWritesAndNaNStaysOne) {
  ScalarRow written = row(3);
  written.scalars["batch/accuracy"] = std::numeric_limits<double>::quiet_NaN();
  written.scalars["batch/learning_rate"] = 0.1 + 0.2;  // Not a short decimal.
  const ScalarRow read = scalar_row_from_json(nlohmann::json::parse(to_json(written).dump()));
  EXPECT_EQ(read.step, 3);
  EXPECT_EQ(read.wall_time_s, written.wall_time_s);
  EXPECT_EQ(read.scalars.size(), written.scalars.size());
  EXPECT_EQ(read.scalars.at("batch/learning_rate"), 0.1 + 0.2) << "to the last bit";
  EXPECT_TRUE(std::isnan(read.scalars.at("batch/accuracy")));
}

TEST(Scalars, TheLearningRateOfTheBodyIsThereWhereItLearns) {
  TrainOptions options = recipe_defaults(Recipe::full);
  const auto full = batch_scalars({.loss = 1, .accuracy = 0.5}, 0.5, options);
  EXPECT_EQ(full.at("batch/learning_rate"), 0.5 * options.learning_rate);
  EXPECT_EQ(full.at("batch/head_learning_rate"), 0.5 * options.head_learning_rate);
  EXPECT_FALSE(batch_scalars({}, 1, recipe_defaults(Recipe::head)).contains("batch/learning_rate"));
}

TEST(TrainingLog, StartsAnewFromTheCheckpointsRowsWithoutLaterOnes) {
  const deepcars::testing::TemporaryFolder temporary;
  const RunFolder folder(temporary / "run");
  const std::vector<LogFormat> both = {LogFormat::tensorboard, LogFormat::jsonl, LogFormat::jsonl};
  {
    TrainingLog log;
    ASSERT_TRUE(log.start(folder, both, {}));
    for (const std::int64_t step : {1, 2, 3}) ASSERT_TRUE(log.add(row(step)));
    ASSERT_EQ(folder.event_files().size(), 1u);
    EXPECT_EQ(read_events(read_text(folder.event_files()[0])).scalars.size(), 6u)
        << "before the log is closed";
  }
  // A file that a TensorBoard has open since an earlier second.
  deepcars::testing::write_text(folder.event_file(1'000'000'000), "of an earlier start");
  TrainingLog log;
  const std::vector<ScalarRow> kept = {row(1), row(2)};
  ASSERT_TRUE(log.start(folder, both, kept));
  ASSERT_TRUE(log.add(row(3)));

  ASSERT_EQ(folder.event_files().size(), 1u) << "steps of two files would stand twice";
  const auto events = read_events(read_text(folder.event_files()[0]));
  EXPECT_EQ(events.fault, "");
  std::set<std::pair<std::string, std::int64_t>> seen;
  for (const auto& scalar : events.scalars) {
    EXPECT_TRUE(seen.insert({scalar.tag, scalar.step}).second) << scalar.tag << " at " << scalar.step;
  }
  EXPECT_EQ(seen.size(), 6u);
  const auto lines = lines_of(read_text(folder.jsonl_log()));
  ASSERT_EQ(lines.size(), 3u);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(nlohmann::json::parse(lines[i])["step"], i + 1);
}

TEST(TrainingLog, AFolderThatCannotBeWrittenIsAnError) {
  const deepcars::testing::TemporaryFolder temporary;
  deepcars::testing::write_text(temporary / "run", "a file");
  TrainingLog log;
  const std::vector<LogFormat> formats = {LogFormat::jsonl};
  const auto started = log.start(RunFolder(temporary / "run"), formats, {});
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::file_unwritable);
}

TEST(Results, GoOnCountingStepsFromACheckpointThatHoldsNoScalars) {
  Results before;
  before.add_batch(1, 0.5, 0.5, "Train");
  before.add_scalars(1, {{"batch/loss", 0.5}});
  before.add_batch(1, 0.5, 0.5, "Val");
  before.add_batch(1, 0.5, 0.5, "Train");
  auto checkpoint = before.to_json();
  Results resumed;
  resumed.from_json(checkpoint);
  ASSERT_EQ(resumed.scalars().size(), 1u);
  EXPECT_EQ(resumed.scalars()[0].step, 1);
  EXPECT_EQ(resumed.add_scalars(2, {}).step, 2);
  checkpoint.erase("scalars");  // As earlier versions wrote it.
  resumed.from_json(checkpoint);
  EXPECT_TRUE(resumed.scalars().empty());
  EXPECT_EQ(resumed.add_scalars(2, {}).step, 2);
}

}  // namespace
}  // namespace deepcars::train
