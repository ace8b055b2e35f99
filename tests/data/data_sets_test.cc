// The readers of published data sets, each on a small tree of its form.
#include <gtest/gtest.h>

#include "tests/data/drop_reasons.h"
#include "tests/data/mat_writer.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::data {
namespace {

using deepcars::testing::MatRow;
using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_mat;
using deepcars::testing::write_text;

MatRow annotation(const std::string& field, const std::string& file, int number) {
  return {{{field, file}}, {{"class", number}}};
}

/// Two models of two makes. A8's saloon was first sold in 1999, its coupe in 2003; the old Vauxhall in
/// "1900".
void write_dvm_tables(const TemporaryFolder& folder, const std::string& tables) {
  write_text(folder / (tables + "/Basic_table.csv"),
             "Automaker,Automaker_ID,Genmodel,Genmodel_ID\nAudi,7,A8,7_1\nVauxhall,90,Old,90_2\n");
  write_text(folder / (tables + "/Ad_table.csv"),
             "Maker, Genmodel, Genmodel_ID, Adv_ID, Color, Reg_year, Bodytype\n"
             "Audi,A8,7_1,7_1$$1,Red,2001,Saloon\nAudi,A8,7_1,7_1$$2,Red,1999.0,Saloon\n"
             "Audi,A8,7_1,7_1$$3,Red,2003,Coupe\nAudi,A8,7_1,7_1$$4,Red,,Coupe\n"
             "Vauxhall,Old,90_2,90_2$$1,Blue,1900,Saloon\n");
  write_text(folder / (tables + "/Image_table.csv"),
             "Genmodel_ID, Image_ID, Image_name, Predicted_viewpoint, Quality_check\n"
             "7_1,7_1$$2$$0,Audi$$A8$$1999$$Red$$7_1$$2$$image_0.jpg,360,P\n"
             "7_1,7_1$$3$$1,Audi$$A8$$2003$$Red$$7_1$$3$$image_1.jpg,45,\n"
             "7_1,7_1$$1$$0,Audi$$A8$$2001$$Red$$7_1$$1$$image_0.jpg,0,P\n"
             "7_9,7_9$$1$$0,Audi$$A9$$1999$$Red$$7_9$$1$$image_0.jpg,0,P\n"
             "90_2,90_2$$1$$0,Vauxhall$$Old$$1900$$Blue$$90_2$$1$$image_0.jpg,0,P\n"
             "7_1,x,photo.jpg,0,P\n7_1,x,..$$..$$1999$$..$$7_1$$2$$x.jpg,0,P\n");
}

TEST(DvmCar, KeepsThePhotosOfFirstSellingYears) {
  const TemporaryFolder folder;
  write_dvm_tables(folder, "tables_V2.0");
  write_text(folder / "resized_DVM_v2/resized_DVM/Audi/A8/1999/Red/x.jpg", "x");
  const auto found = collect_dvm_car({folder / "", {}, {}});
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_EQ(found->photos.size(), 2u);
  const Photo& saloon = found->photos[0];
  EXPECT_EQ(saloon.path.lexically_normal(),
            folder / "resized_DVM_v2/resized_DVM/Audi/A8/1999/Red/Audi$$A8$$1999$$Red$$7_1$$2$$image_0.jpg");
  EXPECT_EQ(saloon.year, 1999);
  EXPECT_EQ(saloon.make, "Audi");
  EXPECT_EQ(saloon.split_group, "audi|a8");
  EXPECT_EQ(saloon.source, "dvm-car");
  EXPECT_EQ(saloon.viewpoint, "0") << "360 is the front too";
  EXPECT_EQ(found->photos[1].year, 2003);
  EXPECT_EQ(found->photos[1].viewpoint, "45");
  EXPECT_EQ(reasons(*found), (std::map<std::string, int>{{"image name of another form", 2},
                                                         {"model not in Basic_table.csv", 1},
                                                         {"not of a first selling year", 1},
                                                         {"year 1980 or before", 1}}));
}

TEST(DvmCar, TakesTablesAndImagesFromWhereTheyAreSaidToBe) {
  const TemporaryFolder folder;
  write_dvm_tables(folder, "here");
  write_text(folder / "empty/note.txt", "x");
  write_text(folder / "there/note.txt", "x");
  const auto found = collect_dvm_car({folder / "empty", folder / "here", folder / "there"});
  ASSERT_TRUE(found) << found.error().sentence();
  EXPECT_EQ(found->photos.size(), 2u);
}

/// Peugeot has models that are called as years are.
TEST(DvmCar, ReadsTheConfirmedFronts) {
  const TemporaryFolder folder;
  write_text(folder / "dvm/Confirmed_fronts/Audi/1999/Audi$$A8$$1999$$Red$$7_1$$2$$image_0.jpg", "x");
  write_text(folder / "dvm/Confirmed_fronts/Audi/2001/Audi$$A8$$2001$$Red$$7_1$$1$$image_0.jpg", "x");
  write_text(folder / "dvm/Confirmed_fronts/Audi/2001/front.jpg", "x");
  write_text(folder / "dvm/Confirmed_fronts/Peugeot/2008/Peugeot$$2008$$2008$$Red$$7_1$$1$$image_0.jpg", "x");
  for (const char* level : {"", "dvm", "dvm/Confirmed_fronts"}) {
    const auto found = collect_dvm_car({folder / level, {}, {}});
    ASSERT_TRUE(found) << level << ": " << found.error().sentence();
    ASSERT_EQ(found->photos.size(), 3u) << level;
    EXPECT_EQ(found->photos[0].make, "Audi");
    EXPECT_EQ(found->photos[0].model, "A8");
    EXPECT_EQ(found->photos[0].year, 1999);
    EXPECT_EQ(found->photos[0].viewpoint, "0");
    EXPECT_EQ(reasons(*found), (std::map<std::string, int>{{"image name of another form", 1}}));
  }
  write_dvm_tables(folder, "dvm/tables");
  const auto joined = collect_dvm_car({folder / "dvm", {}, {}});
  ASSERT_TRUE(joined) << joined.error().sentence();
  EXPECT_EQ(joined->photos.size(), 1u) << "with tables, only those of first selling years";
  write_text(folder / "dvm/resized_DVM/Audi/A8/1999/Red/Audi$$A8$$1999$$Red$$7_1$$2$$image_0.jpg", "x");
  EXPECT_EQ(collect_dvm_car({folder / "dvm", {}, {}})->photos[0].path.lexically_normal(),
            folder / "dvm/resized_DVM/Audi/A8/1999/Red/Audi$$A8$$1999$$Red$$7_1$$2$$image_0.jpg")
      << "the full download counts where it is there";
}

TEST(DvmCar, SaysWhichPartIsMissing) {
  const TemporaryFolder folder;
  write_text(folder / "a/b.txt", "x");
  EXPECT_NE(collect_dvm_car({folder / "a", {}, {}}).error().message.find("does not look like DVM-CAR"),
            std::string::npos);
  write_dvm_tables(folder, "tables");
  EXPECT_NE(collect_dvm_car({folder / "", {}, {}}).error().message.find("no folder in"), std::string::npos);
  write_text(folder / "tables/Image_table.csv", "Genmodel_ID,Image_ID\n");
  write_text(folder / "photos/Audi/A8/x.jpg", "x");
  const auto found = collect_dvm_car({folder / "", {}, {}});
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("no column \"Image_name\""), std::string::npos)
      << found.error().message;
}

TEST(StanfordCars, ReadsTheDevkitOfTwoParts) {
  const TemporaryFolder folder;
  write_mat(
      folder / "devkit/cars_meta.mat",
      {.cells = {{"class_names", {"AM General Hummer SUV 2000", "Audi TT Hatchback 2011"}}}, .structs = {}});
  write_mat(
      folder / "devkit/cars_train_annos.mat",
      {.cells = {},
       .structs = {{"annotations", {annotation("fname", "00001.jpg", 2), annotation("fname", "2.jpg", 9)}}}});
  write_mat(folder / "cars_test_annos_withlabels.mat",
            {.cells = {}, .structs = {{"annotations", {annotation("fname", "00001.jpg", 1)}}}});
  const auto found = collect_stanford_cars(folder / "");
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_EQ(found->photos.size(), 2u);
  EXPECT_EQ(found->photos[0].path.lexically_normal(), folder / "cars_test/00001.jpg");
  EXPECT_EQ(found->photos[0].make, "AM General");
  EXPECT_EQ(found->photos[1].path.lexically_normal(), folder / "cars_train/00001.jpg");
  EXPECT_EQ(found->photos[1].year, 2011);
  EXPECT_EQ(reasons(*found), (std::map<std::string, int>{{"class unknown", 1}}));
}

TEST(StanfordCars, ReadsTheTableOfAllPhotos) {
  const TemporaryFolder folder;
  write_text(folder / "car_ims/000001.jpg", "x");
  write_mat(folder / "cars_annos.mat",
            {.cells = {{"class_names", {"Audi TT Hatchback 2011"}}},
             .structs = {{"annotations", {annotation("relative_im_path", "car_ims/000001.jpg", 1)}}}});
  const auto found = collect_stanford_cars(folder / "");
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_EQ(found->photos.size(), 1u);
  EXPECT_EQ(found->photos[0].path.lexically_normal(), folder / "car_ims/000001.jpg");
}

TEST(StanfordCars, SaysWhatATableLacks) {
  const TemporaryFolder folder;
  write_mat(folder / "cars_meta.mat", {.cells = {{"names", {"Audi TT Hatchback 2011"}}}, .structs = {}});
  EXPECT_NE(collect_stanford_cars(folder / "").error().message.find("cell array class_names"),
            std::string::npos);
  write_text(folder / "cars_meta.mat", "no table");
  EXPECT_NE(collect_stanford_cars(folder / "").error().message.find("not a MATLAB file"), std::string::npos);
}

TEST(CompCars, TakesNamesFromTheTableAndViewpointsFromTheLabels) {
  const TemporaryFolder folder;
  write_mat(folder / "data/misc/make_model_name.mat",
            {.cells = {{"make_names", {"Audi", " BMW "}}, {"model_names", {"A4L", "", "3 Series"}}},
             .structs = {}});
  write_text(folder / "data/image/1/1/2009/a.jpg", "x");
  write_text(folder / "data/image/2/3/2012/b.jpg", "x");
  write_text(folder / "data/image/2/3/2012/c.jpg", "x");
  write_text(folder / "data/image/2/3/unknown/d.jpg", "x");
  write_text(folder / "data/image/2/2/2012/e.jpg", "x");
  write_text(folder / "data/image/3/1/2012/f.jpg", "x");
  write_text(folder / "data/label/1/1/2009/a.txt", "2\n1\n10 20 300 400\n");
  write_text(folder / "data/label/2/3/2012/b.txt", "4\n1\n10 20 300 400\n");
  const auto found = collect_compcars(folder / "");
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_EQ(found->photos.size(), 3u);
  EXPECT_EQ(found->photos[0].make, "Audi");
  EXPECT_EQ(found->photos[0].year, 2009);
  EXPECT_EQ(found->photos[0].viewpoint, "180");
  EXPECT_EQ(found->photos[1].split_group, "bmw|3 series");
  EXPECT_EQ(found->photos[1].viewpoint, "") << "front and side, but which side?";
  EXPECT_EQ(found->photos[2].viewpoint, "");
  EXPECT_EQ(reasons(*found),
            (std::map<std::string, int>{{"make or model id unknown", 2}, {"year unknown", 1}}));
}

TEST(CompCars, RefusesAnotherLayout) {
  const TemporaryFolder folder;
  write_text(folder / "image/1/1/2009/a.jpg", "x");
  EXPECT_FALSE(collect_compcars(folder / "")) << "without names";
  write_text(folder / "misc/make_model_name.mat", "no table");
  EXPECT_FALSE(collect_compcars(folder / ""));
}

TEST(Vmmrdb, SplitsFolderNames) {
  const TemporaryFolder folder;
  write_text(folder / "VMMRdb/honda_accord_2005/a.jpg", "x");
  write_text(folder / "VMMRdb/mercedes benz_c class_280_2006/b.jpg", "x");
  write_text(folder / "VMMRdb/honda_2005/c.jpg", "x");
  write_text(folder / "VMMRdb/ford_f150_old/d.jpg", "x");
  write_text(folder / "VMMRdb/volvo_240_1980s/e.jpg", "x");
  const auto found = collect_vmmrdb(folder / "");
  ASSERT_TRUE(found) << found.error().sentence();
  ASSERT_EQ(found->photos.size(), 3u);
  EXPECT_EQ(found->photos[2].estimate, (YearSpan{.first = 1980, .last = 1989}));
  EXPECT_EQ(found->photos[0].make, "honda");
  EXPECT_EQ(found->photos[0].model, "accord");
  EXPECT_EQ(found->photos[0].year, 2005);
  EXPECT_EQ(found->photos[1].split_group, "mercedes benz|c class 280");
  EXPECT_EQ(reasons(*found), (std::map<std::string, int>{{"class name without a year", 2}}));
}

TEST(DataSets, ThatYieldNothingAreAnError) {
  const TemporaryFolder folder;
  write_text(folder / "v/honda_2005/c.jpg", "x");
  const auto found = collect_vmmrdb(folder / "v");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("none of the 1 photos"), std::string::npos) << found.error().message;
  for (const auto& read :
       {collect_vmmrdb, collect_compcars, collect_stanford_cars, collect_folder_per_year}) {
    EXPECT_EQ(read(folder / "missing").error().code, ErrorCode::file_unreadable);
  }
}

}  // namespace
}  // namespace deepcars::data
