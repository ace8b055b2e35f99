#include "shared/error.h"

#include <gtest/gtest.h>

#include <string>

namespace deepcars {
namespace {

TEST(OneLine, KeepsPrintableTextOfAnyScript) {
  const std::string text = "caf\u00E9 \u65E5\u672C\u8ECA \U0001F697 \"quoted\"";
  EXPECT_EQ(one_line(text), text);
}

TEST(OneLine, ReplacesControlCharacters) {
  EXPECT_EQ(one_line("a\nb\tc\x1B[31md\x7F"), "a\uFFFDb\uFFFDc\uFFFD[31md\uFFFD");
  EXPECT_EQ(one_line("a\u0085b\u2028c"), "a\uFFFD\uFFFDb\uFFFD\uFFFD\uFFFDc") << "line breaks of Unicode";
}

TEST(OneLine, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(one_line("a\xFF"
                     "b"),
            "a\uFFFDb");
  EXPECT_EQ(one_line("end\xE2\x82"), "end\uFFFD\uFFFD") << "cut in the middle of a character";
  EXPECT_EQ(one_line("\xC0\xAF"), "\uFFFD\uFFFD") << "a slash in too many bytes";
  EXPECT_EQ(one_line("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD") << "half of a surrogate pair";
}

TEST(OneLine, LeavesOutTheMiddleOfALongText) {
  const std::string start = "cars/", end = ".jpg is damaged";
  for (const std::string letter : {"x", "\u00E9", "\U0001F697"}) {
    std::string name;
    while (name.size() < 1'000'000) name += letter;
    const std::string line = one_line(start + name + end);
    EXPECT_LE(line.size(), 1010u);
    EXPECT_TRUE(line.starts_with(start) && line.ends_with(end)) << line;
    EXPECT_EQ(line.find("\uFFFD"), std::string::npos) << "a character was cut: " << line;
    EXPECT_EQ(one_line(line).find("\uFFFD"), std::string::npos) << "a character was cut: " << line;
  }
}

TEST(Error, QuotesNothingThatATerminalWouldObey) {
  const Error error(ErrorCode::data_invalid, "no tensor \"a\nb\"", "rename\r it");
  EXPECT_EQ(error.sentence(), "no tensor \"a\uFFFDb\": rename\uFFFD it.");
}

}  // namespace
}  // namespace deepcars
