#include "native/base/csv.h"

#include <gtest/gtest.h>

#include "tests/native/run_deepcars.h"

namespace deepcars::base {
namespace {

using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;
using Cells = std::vector<std::string>;

TEST(ReadCsv, GivesBackWhatCsvLineWrote) {
  const TemporaryFolder folder;
  const std::vector<Cells> rows = {
      {"name", "note"}, {"a,b", "\"\""}, {"two\nlines", ","}, {"Citro\u00ebn", ""}};
  std::string text;
  for (const Cells& row : rows) text += csv_line(row);
  write_text(folder / "t.csv", text);
  const auto table = read_csv(folder / "t.csv");
  ASSERT_TRUE(table) << table.error().sentence();
  EXPECT_EQ(table->header, rows[0]);
  EXPECT_EQ(table->rows, std::vector<Cells>(rows.begin() + 1, rows.end()));
}

TEST(ReadCsv, TakesByteOrderMarksCarriageReturnsAndShortRows) {
  const TemporaryFolder folder;
  write_text(folder / "t.csv", "\xEF\xBB\xBFPath,Year\r\na.jpg,1998\r\nb.jpg\r\n");
  const auto table = read_csv(folder / "t.csv");
  ASSERT_TRUE(table) << table.error().sentence();
  ASSERT_EQ(table->rows.size(), 2u);
  ASSERT_TRUE(table->column("path")) << "in letters of any case";
  EXPECT_EQ(table->cell(0, *table->column("path")), "a.jpg");
  EXPECT_EQ(table->cell(1, *table->column("YEAR")), "") << "the row is short";
  EXPECT_FALSE(table->column("make"));
}

TEST(ReadCsv, NamesTheRowWithAStrayQuote) {
  const TemporaryFolder folder;
  for (const char* text : {"a,b\n1,2\n3,\"four", "a,b\n1,2\n3,\"f\"our\n"}) {
    write_text(folder / "t.csv", text);
    const auto table = read_csv(folder / "t.csv");
    ASSERT_FALSE(table) << text;
    EXPECT_EQ(table.error().code, ErrorCode::data_invalid);
    EXPECT_NE(table.error().message.find("row 3"), std::string::npos) << table.error().message;
  }
  write_text(folder / "t.csv", "");
  EXPECT_FALSE(read_csv(folder / "t.csv")) << "no header";
}

TEST(ScanCsv, CallsWithTheNamedColumnsInTheirOrder) {
  const TemporaryFolder folder;
  write_text(folder / "t.csv", "a,b,c\n1,2,3\n4,5\n");
  std::vector<std::pair<std::size_t, Cells>> seen;
  const std::vector<std::string_view> columns = {"c", "A"};
  const auto scanned =
      scan_csv(folder / "t.csv", columns, [&](std::size_t row, std::span<const std::string> cells) {
        seen.emplace_back(row, Cells(cells.begin(), cells.end()));
      });
  ASSERT_TRUE(scanned) << scanned.error().sentence();
  EXPECT_EQ(seen, (std::vector<std::pair<std::size_t, Cells>>{{2, {"3", "1"}}, {3, {"", "4"}}}));
  const std::vector<std::string_view> missing = {"year"};
  const auto bad =
      scan_csv(folder / "t.csv", missing, [](std::size_t, std::span<const std::string>) { FAIL(); });
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().hint.find("a, b, c"), std::string::npos) << bad.error().hint;
}

}  // namespace
}  // namespace deepcars::base
