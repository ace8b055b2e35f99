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

/// The copy that is sorted by classes: the devkit's tables lie beside it, but not the folders that they name.
TEST(StanfordCars, ReadsTheCopySortedByClassesAtEachOfItsLevels) {
  const TemporaryFolder folder;
  write_text(folder / "names.csv", "AM General Hummer SUV 2000\nRam C/V Cargo Van Minivan 2012\n");
  write_text(folder / "anno_train.csv", "00001.jpg,1,2,3,4,1\n");
  write_text(folder / "anno_test.csv", "00001.jpg,1,2,3,4,2\n");
  write_text(folder / "car_data/car_data/train/AM General Hummer SUV 2000/00001.jpg", "x");
  write_text(folder / "car_data/car_data/test/Ram C-V Cargo Van Minivan 2012/00001.jpg", "x");
  for (const char* level : {"", "car_data", "car_data/car_data"}) {
    const auto found = collect_stanford_cars(folder / level);
    ASSERT_TRUE(found) << level << ": " << found.error().sentence();
    ASSERT_EQ(found->photos.size(), 2u) << level;
    EXPECT_EQ(found->photos[0].make, "Ram") << level;
    EXPECT_EQ(found->photos[1].year, 2000) << level;
    EXPECT_TRUE(found->dropped.empty()) << level;
  }
  const auto train = collect_stanford_cars(folder / "car_data/car_data/train");
  ASSERT_TRUE(train) << train.error().sentence();
  EXPECT_EQ(train->photos.size(), 1u);
  write_text(folder / "cars_train/00001.jpg", "x");
  EXPECT_EQ(collect_stanford_cars(folder / "")->photos[1].path.lexically_normal(),
            folder / "cars_train/00001.jpg")
      << "with its photos the devkit counts";
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

TEST(FolderPerYear, TakesSpansAsEstimatesAndPassesLeftoversOver) {
  const TemporaryFolder folder;
  for (const char* name : {"1990s/a.jpg", "2010-2012/b.jfif", "2004 /c.jpg", "2005/._d.jpg",
                           "__MACOSX/2005/d.jpg", ".thumbnails/e.jpg", "1900-1990/f.jpg"}) {
    write_text(folder / (std::string("Citro\xebn/") + name), "x");
  }
  const auto found = collect_folder_per_year(folder / "Citro\xebn/");
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_EQ(found->photos.size(), 3u);
  EXPECT_EQ(found->photos[0].year, 1994);
  EXPECT_EQ(found->photos[0].estimate, (YearSpan{.first = 1990, .last = 1999}));
  EXPECT_EQ(found->photos[1].year, 2004);
  EXPECT_FALSE(found->photos[1].estimate);
  EXPECT_EQ(found->photos[2].estimate, (YearSpan{.first = 2010, .last = 2012}));
  EXPECT_EQ(found->photos[0].source, "Citro\u00ebn");
  EXPECT_EQ(reasons(*found), (std::map<std::string, int>{{"folder is not a year", 1}}));
  EXPECT_NE(found->dropped[0].detail.find("spans more than 10 years"), std::string::npos)
      << found->dropped[0].detail;
}

TEST(CsvSource, ReadsWhatPandasAndExcelWrite) {
  const TemporaryFolder folder;
  write_text(folder / "cars.csv",
             "sep=;\r\n\"path\";\" year\";make;model\r\nphotos\\a.jpg;2015.0;Citro\xebn;DS\r\n"
             "file:///cars/b%20c.jpg;03/01/1979;\"AMC \";Pacer\r\nd.jpg;1990s;Audi;100\r\n");
  write_text(folder / "photos/a.jpg", "x");
  const auto found = collect_csv(folder / "cars.csv", {});
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_EQ(found->photos.size(), 3u);
  EXPECT_EQ(found->photos[0].path, "/cars/b c.jpg");
  EXPECT_EQ(found->photos[0].year, 1979);
  EXPECT_EQ(found->photos[0].split_group, "amc|pacer");
  EXPECT_EQ(found->photos[0].row, "row 4 of cars.csv");
  EXPECT_EQ(found->photos[1].estimate, (YearSpan{.first = 1990, .last = 1999}));
  EXPECT_EQ(found->photos[2].path, folder / "photos/a.jpg");
  EXPECT_EQ(found->photos[2].year, 2015);
  EXPECT_EQ(found->photos[2].make, "Citro\u00ebn");
}

TEST(CsvSource, ReadsTheEstimatesOfAnIndex) {
  const TemporaryFolder folder;
  const std::vector<Photo> photos = {
      {.path = folder / "a.jpg", .year = 1994, .estimate = YearSpan{.first = 1990, .last = 1999}},
      {.path = folder / "b.jpg", .year = 2015}};
  ASSERT_TRUE(write_index(folder / "index.csv", photos));
  const auto found = collect_csv(folder / "index.csv", {});
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_EQ(found->photos.size(), photos.size());
  for (std::size_t i = 0; i < photos.size(); ++i) {
    EXPECT_EQ(found->photos[i].year, photos[i].year);
    EXPECT_EQ(found->photos[i].estimate, photos[i].estimate);
  }
}

TEST(CsvSource, SaysWhichColumnStandsTwiceAndWhatSeparatesTheOthers) {
  const TemporaryFolder folder;
  write_text(folder / "cars.csv", "path,year,Year\na.jpg,1998,1999\n");
  EXPECT_NE(collect_csv(folder / "cars.csv", {}).error().message.find("2 columns \"year\""),
            std::string::npos);
  write_text(folder / "cars.csv", "path:year\na.jpg:1998\n");
  const auto found = collect_csv(folder / "cars.csv", {});
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().hint.find("separated by commas, are path:year"), std::string::npos)
      << found.error().hint;
}

TEST(CsvSource, SaysWhyNoRowCanBeUsed) {
  const TemporaryFolder folder;
  write_text(folder / "cars.csv", "path,year\na.jpg,old\nb.jpg,\nc.jpg,new\n");
  const auto found = collect_csv(folder / "cars.csv", {});
  ASSERT_FALSE(found);
  for (const char* said :
       {"none of the 3 photos", "2 x year is not a number (row 2 of cars.csv: \"old\" is not a year)",
        "1 x year missing (row 3 of cars.csv"}) {
    EXPECT_NE(found.error().message.find(said), std::string::npos) << found.error().message;
  }
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
    found.photos.push_back({.path = path, .year = 1950});
  }
  found.photos.push_back({.path = good, .year = 1850});
  check_photos(found, 2);
  ASSERT_EQ(found.photos.size(), 2u);
  EXPECT_TRUE(found.photos[0].phash && found.photos[1].phash);
  EXPECT_EQ(reasons(found), (std::map<std::string, int>{{"duplicate", 1},
                                                        {"file missing or unreadable", 1},
                                                        {"not a picture that can be decoded", 1},
                                                        {"picture damaged", 1},
                                                        {"year implausible", 1}}));
}

TEST(CheckPhotos, OnePhotoWithTwoYearsIsLeftOutAndBothRowsAreNamed) {
  const TemporaryFolder folder;
  draw_cars(folder / "cars", {1950}, 2, 3);
  const std::string photo = folder / "cars/1950/0.jpg", other = folder / "cars/1950/1.jpg";
  Collected found;
  found.photos = {{.path = photo, .year = 1950, .row = "row 2 of a.csv"},
                  {.path = photo, .year = 1960, .row = "row 9 of a.csv"},
                  {.path = other, .year = 1954, .estimate = YearSpan{.first = 1950, .last = 1959}},
                  {.path = other, .year = 1957, .row = "row 3 of b.csv"}};
  ASSERT_TRUE(check_photos(found, 2));
  ASSERT_EQ(found.photos.size(), 1u) << "an estimate does not contradict a year within it";
  EXPECT_EQ(reasons(found), (std::map<std::string, int>{{"contradicting years", 2}, {"duplicate", 1}}));
  EXPECT_EQ(found.dropped[0].detail,
            "row 2 of a.csv: same bytes as row 9 of a.csv, which says 1960 and not 1950");
  EXPECT_EQ(found.dropped[1].detail,
            "row 9 of a.csv: same bytes as row 2 of a.csv, which says 1950 and not 1960");
}

}  // namespace
}  // namespace deepcars::data
