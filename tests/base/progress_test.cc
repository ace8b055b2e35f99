#include "native/base/progress.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace deepcars::base {
namespace {

/// What a Progress writes to standard error, which is no terminal here.
template <typename Work>
std::string written_by(const Work& work) {
  ::testing::internal::CaptureStderr();
  work();
  return ::testing::internal::GetCapturedStderr();
}

TEST(Progress, SaysInTheEndHowMuchIsDone) {
  const std::string text = written_by([] {
    Progress progress("scoring", 4);
    progress.advance(1);
    progress.advance(2, "loss 1.5");
  });
  for (const char* part : {"scoring", " 75%", "3/4", "loss 1.5"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  }
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
}

TEST(Progress, StopsAtItsTotal) {
  const std::string text = written_by([] { Progress("scoring", 4).advance(7); });
  EXPECT_NE(text.find("100%  4/4"), std::string::npos) << text;
  EXPECT_NE(text.find("took "), std::string::npos) << text;
}

TEST(Progress, OfNothingIsComplete) {
  const std::string text = written_by([] { Progress("scoring", 0).advance(0); });
  EXPECT_NE(text.find("100%  0/0"), std::string::npos) << text;
}

TEST(Progress, ThatIsNotShownWritesNothing) {
  EXPECT_EQ(written_by([] { Progress("scoring", 4, false).advance(4); }), "");
}

}  // namespace
}  // namespace deepcars::base
