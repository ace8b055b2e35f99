#include "native/base/work_log.h"

#include <gtest/gtest.h>

#include "tests/native/run_deepcars.h"

namespace deepcars::base {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

class WorkLogTest : public ::testing::Test {
 protected:
  Expected<WorkLog> open(int steps = 10) { return WorkLog::open(path_, {{"steps", steps}, {"seed", 1}}); }

  /// Writes two parts.
  void write_two() {
    auto log = open();
    ASSERT_TRUE(log) << log.error().sentence();
    ASSERT_TRUE(log->add("a", {1.5, 2}));
    ASSERT_TRUE(log->add("b", {{"x", 0.1}}));
  }

  testing::TemporaryFolder folder_;
  std::string path_ = folder_ / "log.jsonl";
};

TEST_F(WorkLogTest, ANewLogHasNoParts) {
  const auto log = open();
  ASSERT_TRUE(log) << log.error().sentence();
  EXPECT_FALSE(log->find("a"));
}

TEST_F(WorkLogTest, FindsWhatWasAddedNowAndEarlier) {
  write_two();
  auto log = open();
  ASSERT_TRUE(log) << log.error().sentence();
  EXPECT_EQ(log->find("a"), json({1.5, 2}));
  EXPECT_EQ(log->find("b"), json({{"x", 0.1}}));
  EXPECT_FALSE(log->find("c"));
  ASSERT_TRUE(log->add("c", 3));
  EXPECT_EQ(log->find("c"), json(3));
}

TEST_F(WorkLogTest, TakesAwayHalfALineAtTheEndAndGoesOn) {
  write_two();
  const std::string whole = testing::read_text(path_);
  testing::write_text(path_, whole + R"({"part":"c","resu)");
  {
    auto log = open();
    ASSERT_TRUE(log) << log.error().sentence();
    EXPECT_FALSE(log->find("c"));
    EXPECT_TRUE(log->find("b"));
    ASSERT_TRUE(log->add("c", 3));
  }
  EXPECT_EQ(testing::read_text(path_), whole + "{\"part\":\"c\",\"result\":3}\n");
  EXPECT_EQ(open()->find("c"), json(3));
}

TEST_F(WorkLogTest, ACutFirstLineBeginsAnew) {
  testing::write_text(path_, R"({"settings":{"st)");
  const auto log = open();
  ASSERT_TRUE(log) << log.error().sentence();
  EXPECT_TRUE(open());
}

TEST_F(WorkLogTest, OtherSettingsAreRefusedByName) {
  write_two();
  const std::string whole = testing::read_text(path_);
  const auto log = open(20);
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, ErrorCode::data_invalid);
  EXPECT_NE(log.error().message.find("steps was 10, now 20"), std::string::npos) << log.error().sentence();
  EXPECT_EQ(testing::read_text(path_), whole);
}

TEST_F(WorkLogTest, AnotherFileIsRefused) {
  testing::write_text(path_, "path,year\na.jpg,1990\n");
  const auto log = open();
  ASSERT_FALSE(log);
  EXPECT_NE(log.error().message.find("no log of finished work"), std::string::npos) << log.error().sentence();
}

TEST_F(WorkLogTest, ALineThatIsNoPartIsPassedOver) {
  write_two();
  testing::write_text(path_, testing::read_text(path_) + "broken\n[1]\n{\"part\":1,\"result\":2}\n");
  const auto log = open();
  ASSERT_TRUE(log) << log.error().sentence();
  EXPECT_TRUE(log->find("a"));
}

}  // namespace
}  // namespace deepcars::base
