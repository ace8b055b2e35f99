// Tables as table programs and data frames write them.
#include "native/base/csv_dialect.h"

#include <gtest/gtest.h>

#include "native/base/csv.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::base {
namespace {

using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;
using Cells = std::vector<std::string>;

/// The text in UTF-16 with a byte order mark. Precondition: it is ASCII.
std::string utf16(const std::string& text, bool little, bool mark = true) {
  std::string bytes = !mark ? "" : little ? "\xFF\xFE" : "\xFE\xFF";
  for (const char letter : text) bytes += little ? std::string{letter, '\0'} : std::string{'\0', letter};
  return bytes;
}

void expect_photo_table(const std::string& bytes, const char* what) {
  const TemporaryFolder folder;
  write_text(folder / "t.csv", bytes);
  const auto table = read_csv(folder / "t.csv");
  ASSERT_TRUE(table) << what << ": " << table.error().sentence();
  EXPECT_EQ(table->header, (Cells{"path", "year", "note"})) << what;
  ASSERT_EQ(table->rows.size(), 2u) << what;
  EXPECT_EQ(table->rows[0], (Cells{"a.jpg", "2015", "red, fast; old"})) << what;
  EXPECT_EQ(table->cell(1, 1), "1979") << what;
}

std::string photo_table(char separator, const char* line_end) {
  const std::string s(1, separator), end(line_end);
  return "path" + s + "year" + s + "note" + end + "a.jpg" + s + "2015" + s + "\"red, fast; old\"" + end +
         "b.jpg" + s + "1979" + s + "x" + end;
}

TEST(CsvDialect, FindsWhatSeparatesTheCells) {
  for (const char separator : {',', ';', '\t', '|'}) {
    expect_photo_table(photo_table(separator, "\n"), std::string(separator_name(separator)).c_str());
    expect_photo_table(photo_table(separator, "\r\n"), "with Windows' line ends");
  }
  expect_photo_table("sep=;\r\n" + photo_table(';', "\r\n"), "Excel's line above the header");
  expect_photo_table("\"sep=^\"\r\n" + photo_table('^', "\r\n"), "a separator that only that line can tell");
}

TEST(CsvDialect, AnotherSeparatorInAHeaderDoesNotMislead) {
  EXPECT_EQ(dialect_of("path;year (first, or known)\na.jpg;1998\n").separator, ';');
  EXPECT_EQ(dialect_of("path,\"a;b;c\"\na.jpg,x\n").separator, ',');
  EXPECT_EQ(dialect_of("path\na.jpg\n").separator, ',') << "a single column";
}

TEST(CsvDialect, ReadsUtf16) {
  for (const bool little : {true, false}) {
    expect_photo_table(utf16(photo_table('\t', "\r\n"), little), "Excel's \"Unicode text\"");
    expect_photo_table(utf16(photo_table('\t', "\r\n"), little, false), "without a byte order mark");
  }
}

TEST(CsvDialect, TakesBlanksAroundQuotes) {
  expect_photo_table(
      "\"path\" , \" year\",\"note\"\n\"a.jpg\", \"2015\" , \"red, fast; old\"\nb.jpg,1979,x\n",
      "blanks around quotes");
}

TEST(CsvDialect, CountsRowsAsATableProgramDoes) {
  const TemporaryFolder folder;
  write_text(folder / "t.csv", "sep=;\npath;year\na.jpg;1998\n");
  EXPECT_EQ(read_csv(folder / "t.csv")->row_name(0), "row 3");
  write_text(folder / "t.csv", "path;year\na.jpg;1998\n");
  EXPECT_EQ(read_csv(folder / "t.csv")->row_name(0), "row 2");
}

TEST(ReadCsv, RefusesANulByte) {
  const TemporaryFolder folder;
  write_text(folder / "t.csv", std::string("path,year\na.jpg\0b,1998\n", 23));
  const auto table = read_csv(folder / "t.csv");
  ASSERT_FALSE(table);
  EXPECT_NE(table.error().message.find("(row 2) holds a NUL byte"), std::string::npos)
      << table.error().message;
}

TEST(ReadCsv, SaysWhichColumnStandsTwice) {
  const TemporaryFolder folder;
  write_text(folder / "t.csv", "path,year,Year ,note,note\n");
  const auto table = read_csv(folder / "t.csv");
  ASSERT_TRUE(table) << table.error().sentence();
  constexpr std::array<std::string_view, 2> used = {"path", "year"};
  const auto single = table->require_single(used, "t.csv");
  ASSERT_FALSE(single);
  EXPECT_EQ(single.error().message, "t.csv has 2 columns \"year\"");
  constexpr std::array<std::string_view, 1> path = {"path"};
  EXPECT_TRUE(table->require_single(path, "t.csv")) << "what is not used may stand twice";
}

}  // namespace
}  // namespace deepcars::base
