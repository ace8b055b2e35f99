#include "native/data/index.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "shared/text.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::data {
namespace {

using deepcars::testing::read_text;
using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;

TEST(Index, ReadsRequiredAndOptionalColumnsInAnyOrderAndIgnoresOthers) {
  const TemporaryFolder folder;
  write_text(
      folder / "index.csv",
      "year,path,colour,make,model,split_group,source,split\n1998,a.jpg,red,Ford,Ka,ford|ka,here,val\n");
  const auto photos = read_index(folder / "index.csv");
  ASSERT_TRUE(photos) << photos.error().sentence();
  ASSERT_EQ(photos->size(), 1u);
  const Photo& photo = photos->front();
  EXPECT_EQ(photo.path, folder / "a.jpg");
  EXPECT_EQ(photo.year, 1998);
  EXPECT_EQ(photo.make, "Ford");
  EXPECT_EQ(photo.model, "Ka");
  EXPECT_EQ(photo.split_group, "ford|ka");
  EXPECT_EQ(photo.source, "here");
  EXPECT_EQ(photo.split, "val");
}

TEST(Index, ReadsBackWhatItWroteFromAnotherFolder) {
  const TemporaryFolder folder;
  const std::vector<Photo> photos = {{.path = folder / "photos/a, b.jpg",
                                      .year = 1955,
                                      .make = "Citroën",
                                      .model = "DS \"19\"",
                                      .split_group = "g",
                                      .source = "s",
                                      .split = "test",
                                      .viewpoint = "315",
                                      .phash = 0x00ff'0123'4567'89abu,
                                      .estimate = YearSpan{.first = 1955, .last = 1956}},
                                     {.path = folder / "Citro\xebn/b.jpg", .year = 1956, .split_group = "h"}};
  ASSERT_TRUE(write_index(folder / "tables/index.csv", photos));
  const auto back = read_index(folder / "tables/index.csv");
  ASSERT_TRUE(back) << back.error().sentence();
  EXPECT_EQ(back->front().path.lexically_normal(), photos[0].path);
  EXPECT_EQ(back->front().make, photos[0].make);
  EXPECT_EQ(back->front().model, photos[0].model);
  EXPECT_EQ(back->front().viewpoint, "315");
  EXPECT_EQ(back->front().phash, photos[0].phash);
  EXPECT_EQ(back->front().estimate, photos[0].estimate);
  EXPECT_EQ(back->back().phash, std::nullopt);
  EXPECT_EQ(back->back().estimate, std::nullopt);
  EXPECT_EQ(back->back().path, photos[1].path);
  EXPECT_TRUE(is_utf8(read_text(folder / "tables/index.csv")));
}

TEST(Index, MayHaveGoneThroughATableProgram) {
  const TemporaryFolder folder;
  write_text(folder / "photos/a.jpg", "x");
  write_text(folder / "index.csv",
             "path;year;make;model;split_group\r\nphotos\\a.jpg;1998.0;Citro\xebn;Xsara;g\r\n");
  const auto photos = read_index(folder / "index.csv");
  ASSERT_TRUE(photos) << photos.error().sentence();
  EXPECT_EQ(photos->front().path, folder / "photos/a.jpg");
  EXPECT_EQ(photos->front().year, 1998);
  EXPECT_EQ(photos->front().make, "Citroën");
}

struct BadIndex {
  const char* text;
  const char* said;
};

TEST(Index, SaysWhatIsWrongAndWhere) {
  const std::string header = "path,year,make,model,split_group,split\n";
  for (const BadIndex& bad :
       {BadIndex{"path,make,model,split_group\na.jpg,x,y,z\n", "no column \"year\""},
        BadIndex{"HEADa.jpg,19x8,m,m,g,\n", "row 2: \"19x8\" is not a year"},
        BadIndex{"HEADa.jpg,0,m,m,g,\n", "row 2: 0 is outside 1885.."},
        BadIndex{"HEADa.jpg,-2147483648,m,m,g,\n", "row 2: -2147483648 is outside 1885.."},
        BadIndex{"path,year,make,model,split_group,year\na.jpg,1998,m,m,g,1999\n", "2 columns \"year\""},
        BadIndex{"path,year,make,model,split_group,from_year,to_year\na.jpg,1998,m,m,g,1990,\n",
                 "\"\" is not a year"},
        BadIndex{"path,year,make,model,split_group,from_year,to_year\na.jpg,1994,m,m,g,1999,1990\n",
                 "\"1999-1990\" is not a year"},
        BadIndex{"HEADa.jpg,1998,m,m,g,\n,1999,m,m,g,\n", "row 3: the path is empty"},
        BadIndex{"path,year,make,model,split_group,phash\na.jpg,1998,m,m,g,ff\n", "phash \"ff\""},
        BadIndex{"HEADa.jpg,1998,m,m,g,dev\n", "split is \"dev\""}, BadIndex{"HEAD", "lists no photos"}}) {
    const TemporaryFolder folder;
    std::string text = bad.text;
    if (text.starts_with("HEAD")) text.replace(0, 4, header);
    write_text(folder / "index.csv", text);
    const auto photos = read_index(folder / "index.csv");
    ASSERT_FALSE(photos) << text;
    EXPECT_NE(photos.error().message.find(bad.said), std::string::npos) << photos.error().message;
  }
}

}  // namespace
}  // namespace deepcars::data
