#include "native/base/photo_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <tuple>

#include "tests/native/run_deepcars.h"

namespace deepcars::base {
namespace {
namespace fs = std::filesystem;

using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;

TEST(PhotoFiles, AreThoseWithAPhotosExtensionSorted) {
  const TemporaryFolder folder;
  for (const char* name :
       {"b/inner.jpeg", "z.JPG", "a.png", "c.jfif", "d.JPE", "e.WebP", "f.heic", "notes.txt", "b/jpg"}) {
    write_text(folder / name, "x");
  }
  const auto files = photo_files(folder / "");
  ASSERT_TRUE(files) << files.error().sentence();
  const std::vector<fs::path> expected = {folder / "a.png", folder / "b/inner.jpeg", folder / "c.jfif",
                                          folder / "d.JPE", folder / "e.WebP",       folder / "f.heic",
                                          folder / "z.JPG"};
  EXPECT_EQ(files->files, expected);
  EXPECT_TRUE(files->unreadable.empty());
}

TEST(PhotoFiles, AreNoLeftoversOfOtherPrograms) {
  const TemporaryFolder folder;
  for (const char* name : {"a.jpg", "._a.jpg", "__MACOSX/a.jpg", ".thumbnails/b.jpg", "b/@eaDir/c.jpg"}) {
    write_text(folder / name, "x");
  }
  EXPECT_EQ(photo_files(folder / "")->files, std::vector<fs::path>{folder / "a.jpg"});
  EXPECT_EQ(*subfolders(folder / ""), std::vector<fs::path>{folder / "b"});
  write_text(folder / ".hidden/d.jpg", "x");
  EXPECT_EQ(photo_files(folder / ".hidden")->files.size(), 1u) << "a folder that somebody names is meant";
}

TEST(PhotoFiles, AreRegularFiles) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe.jpg").c_str(), 0600), 0);
  fs::create_directory_symlink(".", folder / "circle");
  write_text(folder / "a.jpg", "x");
  fs::create_symlink("a.jpg", folder / "link.jpg");
  EXPECT_EQ(photo_files(folder / "")->files, (std::vector<fs::path>{folder / "a.jpg", folder / "link.jpg"}));
}

/// Exits with 0 if that is what somebody sees who may not look into every folder.
void exit_unless_told(const fs::path& folder) {
  std::ignore = ::setuid(65534);  // Nobody, who unlike root is refused something.
  const auto photos = photo_files(folder);
  const bool named = photos && photos->files.size() == 1 && photos->unreadable.size() == 1 &&
                     photos->unreadable[0].message.find("closed cannot be listed") != std::string::npos;
  std::_Exit(named && !photo_files(folder / "closed") ? 0 : 1);
}

TEST(PhotoFiles, UnreadableFoldersBelowAreNamed) {
  const TemporaryFolder folder;
  write_text(folder / "a.jpg", "x");
  write_text(folder / "closed/b.jpg", "x");
  fs::permissions(folder / "", fs::perms{0755});
  fs::permissions(folder / "closed", fs::perms::none);
  EXPECT_EXIT(exit_unless_told(folder / ""), ::testing::ExitedWithCode(0), "");
  fs::permissions(folder / "closed", fs::perms::owner_all);
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
