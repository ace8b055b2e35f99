#include "native/data/photo_path.h"

#include <gtest/gtest.h>

#include "tests/native/run_deepcars.h"

namespace deepcars::data {
namespace {
namespace fs = std::filesystem;

using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;

TEST(PhotoPath, FindsTheFileThatATableOfAnotherSystemNames) {
  const TemporaryFolder folder;
  const fs::path root = folder / "";
  write_text(folder / "photos/1998/a b.jpg", "x");
  write_text(folder / "photos/Citro\u00ebn.jpg", "x");
  const fs::path photo = folder / "photos/1998/a b.jpg";
  for (const std::string& cell :
       {std::string("photos/1998/a b.jpg"), std::string(" photos/1998/a b.jpg "),
        std::string("photos\\1998\\a b.jpg"), std::string(".\\photos\\1998\\a b.jpg"),
        std::string("C:\\Users\\me\\photos\\1998\\a b.jpg"), std::string("d:/photos/1998/a b.jpg"),
        std::string("\\\\server\\share\\photos\\1998\\a b.jpg"),
        std::string("file:///C:/me/photos/1998/a%20b.jpg"), "file://" + (folder / "photos/1998/a%20b.jpg"),
        photo.string()}) {
    EXPECT_EQ(photo_path(root, cell).lexically_normal(), photo) << cell;
  }
  EXPECT_EQ(photo_path(root, "photos/Citro\xebn.jpg"), folder / "photos/Citro\u00ebn.jpg")
      << "a table of Windows-1252 on a system of UTF-8";
}

TEST(PhotoPath, TheExactNameComesFirst) {
  const TemporaryFolder folder;
  for (const char* name : {"a\\b.jpg", "a/b.jpg", "c.jpg ", "c.jpg", "Citro\xebn.jpg", "Citro\u00ebn.jpg"}) {
    write_text(folder / name, "x");
  }
  for (const char* name : {"a\\b.jpg", "c.jpg ", "Citro\xebn.jpg"}) {
    EXPECT_EQ(photo_path(folder / "", name), folder / name) << name;
  }
}

TEST(PhotoPath, OfNoFileIsStillAPath) {
  EXPECT_EQ(photo_path("/cars", "none.jpg"), "/cars/none.jpg");
  EXPECT_EQ(photo_path("/cars", "a\\none.jpg"), "/cars/a/none.jpg");
  EXPECT_EQ(photo_path("/cars", "C:\\none.jpg"), "/cars/none.jpg");
  EXPECT_EQ(photo_path("/cars", "C:\\"), "/cars/C:/");
}

TEST(PhotoPath, IsNotLookedForInPlacesWithoutEnd) {
  // Every end of these would be a place of its own: 50 GB of them.
  std::string deep = "C:\\";
  for (int i = 0; i < 200'000; ++i) deep += "a\\";
  EXPECT_EQ(photo_path("/cars", deep), fs::path("/cars") / deep);
  const TemporaryFolder folder;
  write_text(folder / "photos/b.jpg", "x");
  EXPECT_EQ(photo_path(folder / "", "C:\\" + deep.substr(3, 100) + "photos\\b.jpg"), folder / "photos/b.jpg");
}

TEST(FolderOfTable, IsTheCurrentOneForAPipe) {
  const TemporaryFolder folder;
  write_text(folder / "t.csv", "x");
  EXPECT_EQ(folder_of_table(folder / "t.csv"), fs::path(folder / "t.csv").parent_path());
  EXPECT_EQ(folder_of_table("/dev/stdin"), "");
}

}  // namespace
}  // namespace deepcars::data
