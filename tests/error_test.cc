#include "shared/error.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace deepcars {
namespace {

TEST(OneLine, KeepsPrintableTextOfAnyScript) {
  const std::string text = "caf\u00E9 \u65E5\u672C\u8ECA \U0001F697 \"quoted\"";
  EXPECT_EQ(one_line(text), text);
}

TEST(OneLine, EscapesControlCharacters) {
  EXPECT_EQ(one_line("a\nb\tc\x1B[31md\x7F"), R"(a\x0Ab\x09c\x1B[31md\x7F)");
  EXPECT_EQ(one_line("a\u0085b\u2028c"), R"(a\xC2\x85b\xE2\x80\xA8c)") << "line breaks of Unicode";
  EXPECT_EQ(one_line(std::string_view("a\0b", 3)), R"(a\x00b)");
}

TEST(OneLine, EscapesMarksThatTurnTheDirectionOfWriting) {
  EXPECT_EQ(one_line("car\u202Egpj.exe"), R"(car\xE2\x80\xAEgpj.exe)");
  EXPECT_EQ(one_line("\u05D0\u05D1"), "\u05D0\u05D1") << "letters that are written from right to left stay";
}

TEST(OneLine, ChangesNothingTheSecondTime) {
  const std::string line = one_line("a\n\xFF\u202E" + std::string(5000, '\x1B'));
  EXPECT_EQ(one_line(line), line);
}

TEST(OneLine, EscapesBytesThatAreNotUtf8) {
  EXPECT_EQ(one_line("a\xFF"
                     "b"),
            R"(a\xFFb)");
  EXPECT_EQ(one_line("end\xE2\x82"), R"(end\xE2\x82)") << "cut in the middle of a character";
  EXPECT_EQ(one_line("\xC0\xAF"), R"(\xC0\xAF)") << "a slash in too many bytes";
  EXPECT_EQ(one_line("\xED\xA0\x80"), R"(\xED\xA0\x80)") << "half of a surrogate pair";
}

TEST(OneLine, LeavesOutTheMiddleOfALongText) {
  const std::string start = "cars/", end = ".jpg is damaged";
  for (const std::string letter : {"x", "\u00E9", "\U0001F697"}) {
    std::string name;
    while (name.size() < 1'000'000) name += letter;
    const std::string line = one_line(start + name + end);
    EXPECT_LE(line.size(), 1000u);
    EXPECT_TRUE(line.starts_with(start) && line.ends_with(end)) << line;
    EXPECT_EQ(line.find("\\x"), std::string::npos) << "a character was cut: " << line;
    EXPECT_EQ(one_line(line), line) << "once is enough";
  }
}

TEST(Error, QuotesNothingThatATerminalWouldObey) {
  const Error error(ErrorCode::data_invalid, "no tensor \"a\nb\"", "rename\r it");
  EXPECT_EQ(error.sentence(), R"(no tensor "a\x0Ab": rename\x0D it.)");
}

}  // namespace
}  // namespace deepcars
