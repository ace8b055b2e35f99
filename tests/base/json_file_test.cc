#include "native/base/json_file.h"

#include <gtest/gtest.h>

#include "tests/native/run_deepcars.h"

namespace deepcars::base {
namespace {

TEST(ReadJsonObject, ReadsAnObjectAndNothingElse) {
  const deepcars::testing::TemporaryFolder folder;
  const std::string path = folder / "file.json";
  deepcars::testing::write_text(path, R"({"epochs": 3})");
  const auto read = read_json_object(path, "");
  ASSERT_TRUE(read) << read.error().sentence();
  EXPECT_EQ(read->at("epochs"), 3);
  for (const char* text : {"", "[1]", "3", "null", R"({"epochs": 3)", R"({"epochs": 3} 4)", "\x89PNG"}) {
    deepcars::testing::write_text(path, text);
    const auto refused = read_json_object(path, "give another");
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::data_invalid) << text;
    EXPECT_EQ(refused.error().sentence(), path + " is not a JSON object, or nests too deep: give another.");
  }
}

TEST(ReadJsonObject, AFileThatIsMissingIsSaidToBe) {
  const deepcars::testing::TemporaryFolder folder;
  const auto read = read_json_object(folder / "none.json", "");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::file_unreadable);
}

}  // namespace
}  // namespace deepcars::base
