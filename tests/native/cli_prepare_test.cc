// prepare on several data sets at once, and split, as a user would run them.
#include <gtest/gtest.h>

#include <cstdio>

#include "native/data/index.h"
#include "tests/native/drawn_cars.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::testing {
namespace {

/// The number-th drawn car of 1990, as a file elsewhere.
void place_car(const TemporaryFolder& folder, int number, const std::string& path) {
  write_text(folder / path, read_text(folder / ("drawn/1990/" + std::to_string(number) + ".jpg")));
}

TEST(CliPrepare, PutsSeveralDataSetsIntoOneIndex) {
  const TemporaryFolder folder;
  draw_cars(folder / "drawn", {1990}, 6, 1);
  place_car(folder, 0, "vmmr/honda_accord_2005/a.jpg");
  place_car(folder, 1, "own/2010/b.jpg");
  place_car(folder, 0, "own/2005/copy.jpg");
  place_car(folder, 2, "dvm/images/Audi/A8/1999/Red/Audi$$A8$$1999$$Red$$7_1$$2$$image_0.jpg");
  write_text(folder / "dvm/Basic_table.csv", "Automaker,Automaker_ID,Genmodel,Genmodel_ID\nAudi,7,A8,7_1\n");
  write_text(folder / "dvm/Ad_table.csv",
             "Maker, Genmodel, Genmodel_ID, Reg_year, Bodytype\nAudi,A8,7_1,1999,Saloon\n");
  write_text(folder / "dvm/Image_table.csv",
             "Genmodel_ID, Image_ID, Image_name, Predicted_viewpoint\n"
             "7_1,x,Audi$$A8$$1999$$Red$$7_1$$2$$image_0.jpg,315\n"
             "7_1,x,Audi$$A8$$1999$$Red$$7_1$$2$$image_1.jpg,315\n");
  const auto run = run_deepcars({"prepare", "--vmmrdb", folder / "vmmr", "--folder-per-year", folder / "own",
                                 "--dvm-car", folder / "dvm", "-o", folder / "index.csv", "--json"});
  ASSERT_EQ(run.exit_status, 3) << "one photo is missing; " << run.err;
  EXPECT_NE(run.err.find("1 of 5 photos could not be read"), std::string::npos) << run.err;
  EXPECT_EQ(run.json()["photos"], 3);
  EXPECT_EQ(run.json()["dropped_by_reason"],
            nlohmann::json({{"duplicate", 1}, {"file missing or unreadable", 1}}));
  const auto photos = data::read_index(folder / "index.csv");
  ASSERT_TRUE(photos) << photos.error().sentence();
  for (const auto& photo : *photos) {
    EXPECT_TRUE(photo.phash) << photo.path;
    EXPECT_EQ(photo.viewpoint, photo.source == "dvm-car" ? "315" : "");
  }
  EXPECT_NE(read_text(folder / "index.csv.dropped.csv").find("copy.jpg"), std::string::npos);
}

TEST(CliPrepare, PhotosLeftOutByRuleAreNoFailure) {
  const TemporaryFolder folder;
  draw_cars(folder / "drawn", {1990}, 2, 1);
  place_car(folder, 0, "own/1990/a.jpg");
  place_car(folder, 0, "own/1990/copy.jpg");
  place_car(folder, 1, "own/1700/b.jpg");
  const auto run =
      run_deepcars({"prepare", "--folder-per-year", folder / "own", "-o", folder / "index.csv", "--json"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_EQ(run.json()["dropped_by_reason"], nlohmann::json({{"duplicate", 1}, {"year implausible", 1}}));
}

TEST(CliPrepare, DamagedPhotosAreDroppedOrKeptByOption) {
  const TemporaryFolder folder;
  draw_cars(folder / "drawn", {1990}, 2, 1);
  place_car(folder, 0, "own/1990/a.jpg");
  const std::string whole = read_text(folder / "drawn/1990/1.jpg");
  write_text(folder / "own/1991/half.jpg", whole.substr(0, whole.size() * 2 / 3));
  const std::vector<std::string> arguments = {"prepare", "--folder-per-year",  folder / "own",
                                              "-o",      folder / "index.csv", "--json"};
  const auto dropped = run_deepcars(arguments);
  ASSERT_EQ(dropped.exit_status, 0) << dropped.err;
  EXPECT_EQ(dropped.json()["photos"], 1);
  EXPECT_EQ(dropped.json()["dropped_by_reason"], nlohmann::json({{"picture damaged in part", 1}}));
  auto keep = arguments;
  keep.push_back("--keep-damaged");
  const auto kept = run_deepcars(keep);
  ASSERT_EQ(kept.exit_status, 0) << kept.err;
  EXPECT_EQ(kept.json()["photos"], 2);
  EXPECT_EQ(kept.json()["damaged_kept"], 1);
}

TEST(CliPrepare, ADamagedTableIsOneSentence) {
  const TemporaryFolder folder;
  write_text(folder / "cars/cars_meta.mat", "MATLAB 5.0 MAT-file, but not much of it");
  const auto run = run_deepcars({"prepare", "--stanford-cars", folder / "cars", "-o", folder / "index.csv"});
  EXPECT_EQ(run.exit_status, 1);
  ASSERT_EQ(run.error_lines().size(), 1u) << run.err;
  EXPECT_NE(run.err.find("cars_meta.mat is not a MATLAB file of level 5"), std::string::npos) << run.err;
}

TEST(CliSplit, WritesHowItWasMadeAndReportsNearDuplicates) {
  const TemporaryFolder folder;
  std::string index = "path,year,make,model,split_group,source,phash\n";
  for (int i = 0; i < 40; ++i) {
    // Photos 0 and 1 differ in one bit of their hash, the others in many.
    const unsigned long long hash =
        i < 2 ? static_cast<unsigned>(i) : 0x9E3779B97F4A7C15ull * static_cast<unsigned>(i);
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", hash);
    index += std::to_string(i) + ".jpg,1990,m,m,group" + std::to_string(i) + ",s," + digits + "\n";
  }
  write_text(folder / "index.csv", index);
  const auto run = run_deepcars({"split", folder / "index.csv", "-o", folder / "split.csv", "--seed", "7",
                                 "--year-edges", "1980,2000"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_NE(run.out.find("1 near-duplicate pairs (2 photos)"), std::string::npos) << run.out;
  const auto record = nlohmann::json::parse(read_text(folder / "split.csv.json"));
  EXPECT_EQ(record["seed"], 7);
  EXPECT_EQ(record["of_index"], "index.csv");
  EXPECT_EQ(record["year_edges"], nlohmann::json({1980, 2000}));
  EXPECT_EQ(record["near_duplicates"]["photos_joined"], 2);
  const auto photos = data::read_index(folder / "split.csv");
  ASSERT_TRUE(photos) << photos.error().sentence();
  EXPECT_EQ((*photos)[0].split, (*photos)[1].split);

  const auto ignoring = run_deepcars(
      {"split", folder / "index.csv", "-o", folder / "other.csv", "--near-duplicates", "-1", "--json"});
  ASSERT_EQ(ignoring.exit_status, 0) << ignoring.err;
  EXPECT_EQ(ignoring.json()["near_duplicates"]["pairs_joined"], 0);
}

}  // namespace
}  // namespace deepcars::testing
