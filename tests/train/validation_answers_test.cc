#include "native/train/run/validation_answers.h"

#include <gtest/gtest.h>

#include "native/base/files.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::train {
namespace {

const score::YearBuckets& buckets() {
  static const auto two = score::YearBuckets::from_edges(std::vector<int>{1950, 1980, 2000});
  return *two;
}

TEST(ValidationAnswers, AreReadBackToTheLastBit) {
  const testing::TemporaryFolder folder;
  const std::vector<data::Photo> photos = {{.path = "a, b.jpg",
                                            .year = 1961,
                                            .make = "Jaguar",
                                            .model = "E-type \"S1\"",
                                            .split_group = "g",
                                            .source = "s"},
                                           {.path = "c.jpg", .year = 1999}};
  const std::vector<float> logits = {1.0f / 3, -1e-30f, 16777217.0f, -0.1f};
  ASSERT_TRUE(write_validation_answers(folder / "answers.csv", photos, logits, buckets()));
  const auto read = read_validation_answers(folder / "answers.csv", buckets());
  ASSERT_TRUE(read) << read.error().sentence();
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].photo.path, "a, b.jpg");
  EXPECT_EQ((*read)[0].photo.model, "E-type \"S1\"");
  EXPECT_EQ((*read)[1].photo.year, 1999);
  EXPECT_EQ((*read)[0].logits, (std::vector<float>{logits[0], logits[1]}));
  EXPECT_EQ((*read)[1].logits, (std::vector<float>{logits[2], logits[3]}));
}

TEST(ValidationAnswers, DamagedOnesAreNamed) {
  const testing::TemporaryFolder folder;
  const std::string header = "path,year,make,model,split_group,source,logit_1950-1979,logit_1980-1999\n";
  for (const std::string& text :
       {std::string("path,year\na,1990\n"), header + "a,soon,,,,,1,2\n", header + "a,1990,,,,,1,nan\n",
        header + "a,1990,,,,,1\n", header + "a,1990,,,,,1,2 or 3\n"}) {
    ASSERT_TRUE(base::write_file(folder / "answers.csv", text));
    const auto read = read_validation_answers(folder / "answers.csv", buckets());
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().message.find("answers.csv"), std::string::npos) << read.error().message;
  }
}

}  // namespace
}  // namespace deepcars::train
