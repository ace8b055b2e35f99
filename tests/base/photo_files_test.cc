#include "native/base/photo_files.h"

#include <gtest/gtest.h>

#include "tests/native/run_deepcars.h"

namespace deepcars::base {
namespace {
namespace fs = std::filesystem;

using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;

TEST(PhotoFiles, AreThoseWithAPhotosExtensionSorted) {
  const TemporaryFolder folder;
  for (const char* name : {"b/inner.jpeg", "z.JPG", "a.png", "notes.txt", "b/jpg", "b.webp"}) {
    write_text(folder / name, "x");
  }
  const auto files = photo_files(folder / "");
  ASSERT_TRUE(files) << files.error().sentence();
  const std::vector<fs::path> expected = {folder / "a.png", folder / "b/inner.jpeg", folder / "z.JPG"};
  EXPECT_EQ(*files, expected);
}

TEST(PhotoFiles, OfNoFolderAreAnError) {
  const TemporaryFolder folder;
  const auto files = photo_files(folder / "none");
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::file_unreadable);
}

TEST(ReadPhoto, NamesTheFile) {
  const TemporaryFolder folder;
  write_text(folder / "text.jpg", "no picture");
  for (const char* name : {"text.jpg", "none.jpg"}) {
    const auto photo = read_photo(folder / name);
    ASSERT_FALSE(photo) << name;
    EXPECT_NE(photo.error().message.find(name), std::string::npos) << photo.error().message;
  }
}

}  // namespace
}  // namespace deepcars::base
