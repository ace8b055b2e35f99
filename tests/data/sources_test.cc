#include "native/data/sources.h"

#include <gtest/gtest.h>

#include "native/data/check_photos.h"
#include "tests/data/drop_reasons.h"
#include "tests/native/drawn_cars.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::data {
namespace {

using deepcars::testing::draw_cars;
using deepcars::testing::read_text;
using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;

TEST(ClassName, SplitsIntoMakeModelAndYear) {
  const auto photo = parse_class_name("Aston Martin V8 Vantage Coupe 2012");
  ASSERT_TRUE(photo);
  EXPECT_EQ(photo->make, "Aston Martin");
  EXPECT_EQ(photo->model, "V8 Vantage Coupe");
  EXPECT_EQ(photo->year, 2012);
  EXPECT_EQ(parse_class_name("Audi TT Hatchback 2011")->make, "Audi");
  for (const char* bad : {"", "2012", "Audi 2012", "Audi TT", "Land Rover 2012"}) {
    EXPECT_FALSE(parse_class_name(bad)) << bad;
  }
}

TEST(StanfordCars, ReadsClassFoldersOfTrainAndTest) {
  const TemporaryFolder folder;
  write_text(folder / "train/Audi TT Hatchback 2011/1.jpg", "x");
  write_text(folder / "test/AM General Hummer SUV 2000/2.JPG", "x");
  write_text(folder / "test/AM General Hummer SUV 2000/notes.txt", "x");
  write_text(folder / "test/No year here/3.jpg", "x");
  const auto found = collect_stanford_cars(folder / "");
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_EQ(found->photos.size(), 2u);
  EXPECT_EQ(found->photos[0].make, "AM General");
  EXPECT_EQ(found->photos[1].split_group, "audi|tt hatchback");
  EXPECT_EQ(reasons(*found).at("class name without a year"), 1);
}

TEST(StanfordCars, ReadsTheDevkitAsCsv) {
  const TemporaryFolder folder;
  write_text(folder / "names.csv", "AM General Hummer SUV 2000\nAudi TT Hatchback 2011\n");
  write_text(folder / "anno_train.csv", "00001.jpg,1,2,3,4,2\n00002.jpg,1,2,3,4,3\n");
  const auto found = collect_stanford_cars(folder / "");
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_EQ(found->photos.size(), 1u);
  EXPECT_EQ(found->photos[0].path.lexically_normal(), folder / "cars_train/00001.jpg");
  EXPECT_EQ(found->photos[0].year, 2011);
  EXPECT_EQ(reasons(*found).at("class unknown"), 1);
}

TEST(StanfordCars, RefusesAnotherLayout) {
  const TemporaryFolder folder;
  write_text(folder / "a/b.txt", "x");
  EXPECT_FALSE(collect_stanford_cars(folder / ""));
  EXPECT_FALSE(collect_stanford_cars(folder / "missing"));
}

TEST(FolderPerYear, GivesEachPhotoItsOwnGroup) {
  const TemporaryFolder folder;
  draw_cars(folder / "cars", {1930, 1998}, 2, 1);
  write_text(folder / "cars/unsorted/x.jpg", "x");
  const auto found = collect_folder_per_year(folder / "cars");
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_EQ(found->photos.size(), 4u);
  EXPECT_EQ(found->photos[0].year, 1930);
  EXPECT_NE(found->photos[0].split_group, found->photos[1].split_group);
  EXPECT_EQ(reasons(*found).at("folder is not a year"), 1);
}

TEST(CsvSource, MapsColumnsAndCountsWhatItDrops) {
  const TemporaryFolder folder;
  write_text(folder / "cars.csv",
             "file,built,brand,viewpoint\na.jpg,1998,Ford,45\nb.jpg,,Ford\n,1998,Ford\nc.jpg,old,Ford\n");
  CsvColumns columns;
  columns.path = "file";
  columns.year = "Built";
  columns.make = "brand";
  const auto found = collect_csv(folder / "cars.csv", columns);
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_EQ(found->photos.size(), 1u);
  EXPECT_EQ(found->photos[0].split_group, "ford|");
  EXPECT_EQ(found->photos[0].source, "cars");
  EXPECT_EQ(found->photos[0].viewpoint, "45");
  EXPECT_EQ(reasons(*found), (std::map<std::string, int>{
                                 {"path missing", 1}, {"year is not a number", 1}, {"year missing", 1}}));
  columns.year = "year";
  const auto bad = collect_csv(folder / "cars.csv", columns);
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().hint.find("built"), std::string::npos) << "the hint should list the columns";
}

TEST(CheckPhotos, DropsWhatCannotBeUsedAndSaysWhy) {
  const TemporaryFolder folder;
  draw_cars(folder / "cars", {1950}, 2, 3);
  const std::string good = folder / "cars/1950/0.jpg";
  write_text(folder / "copy.jpg", read_text(good));
  write_text(folder / "half.jpg", read_text(good).substr(0, 300));
  write_text(folder / "text.jpg", "not a picture");
  Collected found;
  for (const std::string& path : {good, folder / "cars/1950/1.jpg", folder / "copy.jpg", folder / "half.jpg",
                                  folder / "text.jpg", folder / "missing.jpg"}) {
    found.photos.push_back({path, 1950, "", "", "", "", ""});
  }
  found.photos.push_back({good, 1850, "", "", "", "", ""});
  check_photos(found, 2);
  ASSERT_EQ(found.photos.size(), 2u);
  EXPECT_TRUE(found.photos[0].phash && found.photos[1].phash);
  EXPECT_EQ(reasons(found), (std::map<std::string, int>{{"duplicate", 1},
                                                        {"file missing or unreadable", 1},
                                                        {"not a JPEG or PNG", 1},
                                                        {"picture damaged", 1},
                                                        {"year implausible", 1}}));
}

}  // namespace
}  // namespace deepcars::data
