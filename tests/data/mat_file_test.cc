#include "native/data/mat_file.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "shared/random.h"
#include "tests/data/mat_writer.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::data {
namespace {

using deepcars::testing::MatVariables;
using deepcars::testing::read_text;
using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_mat;
using deepcars::testing::write_text;

const MatVariables example = {.cells = {{"class_names", {"Audi TT Hatchback 2011", "Citroen 2CV 1960", "x"}}},
                              .structs = {{"annotations",
                                           {{{{"fname", "00001.jpg"}}, {{"class", 2}}},
                                            {{{"fname", "00002.jpg"}}, {{"class", 196}}}}}}};

TEST(MatFile, ReadsWhatAnotherImplementationWrote) {
  const TemporaryFolder folder;
  for (const bool compressed : {false, true}) {
    write_mat(folder / "a.mat", example, compressed);
    const auto variables = read_mat(folder / "a.mat");
    ASSERT_TRUE(variables) << variables.error().sentence();
    const MatValue& names = variables->at("class_names");
    ASSERT_EQ(names.cells.size(), 3u);
    EXPECT_EQ(names.cells[1].text, "Citroen 2CV 1960");
    EXPECT_EQ(names.cells[2].text, "x");
    const MatValue& annotations = variables->at("annotations");
    ASSERT_EQ(annotations.columns.at("fname").size(), 2u);
    EXPECT_EQ(annotations.columns.at("fname")[1].text, "00002.jpg");
    EXPECT_EQ(annotations.columns.at("class")[1].numbers, std::vector<double>{196});
  }
}

/// The file with every `before` replaced by the equally long `after`.
void replace_in(const std::string& path, std::string_view before, std::string_view after) {
  std::string file = read_text(path);
  for (auto at = file.find(before); at != std::string::npos; at = file.find(before, at + after.size()))
    file.replace(at, after.size(), after);
  write_text(path, file);
}

TEST(MatFile, TextThatIsNotUtf8BecomesUtf8) {
  const TemporaryFolder folder;
  write_mat(folder / "a.mat", {.cells = {{"names", {"Citro#n"}}}, .structs = {}}, false);
  replace_in(folder / "a.mat", "#", "\xEB");
  const auto variables = read_mat(folder / "a.mat");
  ASSERT_TRUE(variables) << variables.error().sentence();
  EXPECT_EQ(variables->at("names").cells.at(0).text, "Citro\xC3\xABn");
}

TEST(MatFile, ANulPadsATextOrIsDamage) {
  const TemporaryFolder folder;
  for (const std::string text : {"a.jpg##", "a#.jpg#"}) {
    write_mat(folder / "a.mat", {.cells = {{"names", {text}}}, .structs = {}}, false);
    replace_in(folder / "a.mat", "#", std::string_view("\0", 1));
    const auto variables = read_mat(folder / "a.mat");
    ASSERT_EQ(variables.has_value(), text == "a.jpg##");
    if (variables) {
      EXPECT_EQ(variables->at("names").cells.at(0).text, "a.jpg");
    }
  }
}

TEST(MatFile, AFieldThatStandsTwiceIsDamage) {
  const TemporaryFolder folder;
  const deepcars::testing::MatRow row = {.texts = {{"fname", "1.jpg"}, {"gname", "2.jpg"}},
                                         .numbers = {{"class", 1}}};
  write_mat(folder / "a.mat", {.cells = {}, .structs = {{"annotations", {row}}}}, false);
  ASSERT_TRUE(read_mat(folder / "a.mat"));
  replace_in(folder / "a.mat", "gname", "fname");
  const auto variables = read_mat(folder / "a.mat");
  ASSERT_FALSE(variables);
  EXPECT_EQ(variables.error().code, ErrorCode::data_invalid);
}

TEST(MatFile, SaysThatAFileIsCutShort) {
  constexpr std::size_t header = 128;
  const TemporaryFolder folder;
  for (const bool compressed : {false, true}) {
    write_mat(folder / "a.mat", {.cells = example.cells, .structs = {}}, compressed);
    const std::string whole = read_text(folder / "a.mat");
    for (std::size_t length = 0; length < whole.size() - 8; ++length) {
      if (length == header) continue;  // A file without variables.
      write_text(folder / "cut.mat", whole.substr(0, length));
      const auto variables = read_mat(folder / "cut.mat");
      ASSERT_FALSE(variables) << length << " of " << whole.size() << " bytes";
      EXPECT_NE(variables.error().message.find("cut.mat"), std::string::npos) << variables.error().message;
    }
  }
}

TEST(MatFile, SurvivesDamage) {
  const TemporaryFolder folder;
  int refused = 0;
  for (const bool compressed : {false, true}) {
    write_mat(folder / "a.mat", example, compressed);
    const std::string whole = read_text(folder / "a.mat");
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      Random random(seed);
      std::string damaged = whole;
      for (std::size_t i = 0; i <= seed % 4; ++i) {
        damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
      }
      write_text(folder / "damaged.mat", damaged);
      refused += !read_mat(folder / "damaged.mat");
    }
  }
  EXPECT_GT(refused, 150) << "most damage hits lengths, types or the checksum";
}

TEST(MatFile, RefusesOtherVersions) {
  const TemporaryFolder folder;
  std::string header(128, ' ');
  header.replace(124, 4, std::string("\0\2IM", 4));  // 7.3, which is HDF5
  write_text(folder / "new.mat", header);
  EXPECT_FALSE(read_mat(folder / "new.mat"));
  header.replace(124, 4, std::string("\1\0MI", 4));
  write_text(folder / "big_endian.mat", header);
  EXPECT_FALSE(read_mat(folder / "big_endian.mat"));
  EXPECT_FALSE(read_mat(folder / "missing.mat"));
}

}  // namespace
}  // namespace deepcars::data
