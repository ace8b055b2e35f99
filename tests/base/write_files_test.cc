// What outputs may be: files, links, devices, pipes; several at once; and what must not be overwritten.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "native/base/files.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::base {
namespace {
namespace fs = std::filesystem;

using deepcars::testing::read_text;
using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

void expect_refused(const Expected<void>& written, ErrorCode code, const std::string& said) {
  ASSERT_FALSE(written) << "expected: " << said;
  EXPECT_EQ(written.error().code, code) << written.error().sentence();
  EXPECT_NE(written.error().message.find(said), std::string::npos) << written.error().sentence();
}

TEST(WriteFile, ReplacesWhatALinkLeadsToAndKeepsItsMode) {
  const TemporaryFolder folder;
  write_text(folder / "data/real.csv", "old");
  ASSERT_EQ(chmod((folder / "data/real.csv").c_str(), 0640), 0);
  fs::create_symlink("data/real.csv", folder / "link.csv");
  fs::create_symlink("data/new.csv", folder / "to-nothing.csv");
  ASSERT_TRUE(write_file(folder / "link.csv", std::string_view("new")));
  ASSERT_TRUE(write_file(folder / "to-nothing.csv", std::string_view("made")));
  EXPECT_TRUE(fs::is_symlink(folder / "link.csv"));
  EXPECT_TRUE(fs::is_symlink(folder / "to-nothing.csv"));
  EXPECT_EQ(read_text(folder / "data/real.csv"), "new");
  EXPECT_EQ(read_text(folder / "data/new.csv"), "made");
  EXPECT_EQ(fs::status(folder / "data/real.csv").permissions(), fs::perms{0640});
  EXPECT_EQ(files_in(folder / "data"), 2u);
}

TEST(WriteFile, WritesIntoAPipe) {
  const TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const std::string text(300'000, 'x');  // More than a pipe holds.
  std::string received;
  std::thread reader([&] { received = read_text(pipe); });
  const auto written = write_file(pipe, text);
  reader.join();
  ASSERT_TRUE(written) << written.error().sentence();
  EXPECT_EQ(received, text);
  EXPECT_TRUE(fs::is_fifo(pipe));
  EXPECT_EQ(files_in(folder / ""), 1u);
}

TEST(WriteFile, WritesToADeviceAndNoticesOneThatIsFull) {
  ASSERT_TRUE(write_file("/dev/null", std::string_view("gone")));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  expect_refused(write_file("/dev/full", std::string_view("no room")), ErrorCode::file_unwritable,
                 "/dev/full");
}

TEST(WriteFile, RefusesFoldersAndReadOnlyFiles) {
  const TemporaryFolder folder;
  write_text(folder / "kept.csv", "kept");
  ASSERT_EQ(chmod((folder / "kept.csv").c_str(), 0444), 0);
  fs::create_directory(folder / "empty");
  expect_refused(write_file(folder / "kept.csv", std::string_view("x")), ErrorCode::file_unwritable,
                 "read-only");
  expect_refused(write_file(folder / "empty", std::string_view("x")), ErrorCode::file_unwritable, "a folder");
  EXPECT_EQ(read_text(folder / "kept.csv"), "kept");
  EXPECT_TRUE(fs::is_directory(folder / "empty"));
  EXPECT_EQ(files_in(folder / ""), 2u);
}

TEST(WriteFiles, WritesAllOrNone) {
  const TemporaryFolder folder;
  write_text(folder / "a.csv", "old a");
  write_text(folder / "b.csv", "old b");
  write_text(folder / "file", "in the way");
  const std::vector<OutputFile> good = {{folder / "a.csv", bytes_of("new a")},
                                        {folder / "b.csv", bytes_of("new b")}};
  for (const std::string& bad : {folder / "file/c.csv", std::string("/dev/full")}) {
    std::vector<OutputFile> files = good;
    files.push_back({bad, bytes_of("c")});
    expect_refused(write_files(files), ErrorCode::file_unwritable, bad);
    EXPECT_EQ(read_text(folder / "a.csv"), "old a");
    EXPECT_EQ(read_text(folder / "b.csv"), "old b");
    EXPECT_EQ(files_in(folder / ""), 3u);
  }
  ASSERT_TRUE(write_files(good));
  EXPECT_EQ(read_text(folder / "a.csv"), "new a");
  EXPECT_EQ(read_text(folder / "b.csv"), "new b");
}

TEST(WriteFiles, RefusesOneFileForTwoOutputs) {
  const TemporaryFolder folder;
  write_text(folder / "a.png", "old");
  fs::create_symlink("a.png", folder / "link.png");
  for (const std::string& other : {folder / "./a.png", folder / "link.png"}) {
    const std::vector<OutputFile> files = {{folder / "a.png", bytes_of("x")}, {other, bytes_of("y")}};
    expect_refused(write_files(files), ErrorCode::invalid_argument, "two outputs");
  }
  const std::vector<OutputFile> both_new = {{folder / "new", bytes_of("x")},
                                            {folder / "./new", bytes_of("y")}};
  expect_refused(write_files(both_new), ErrorCode::invalid_argument, "two outputs");
  EXPECT_EQ(read_text(folder / "a.png"), "old");
}

TEST(CheckOutputs, FindsOutBeforeTheWork) {
  const TemporaryFolder folder;
  write_text(folder / "x.jpg", "a photo");
  write_text(folder / "file", "in the way");
  fs::create_symlink("x.jpg", folder / "link.jpg");
  fs::create_hard_link(folder / "x.jpg", folder / "hard.jpg");
  const std::vector<fs::path> inputs = {folder / "none.jpg", folder / "x.jpg", ""};
  for (const char* name : {"x.jpg", "link.jpg", "hard.jpg"}) {
    const std::vector<fs::path> outputs = {"", folder / name};
    expect_refused(check_outputs(outputs, inputs), ErrorCode::invalid_argument, "an input too");
  }
  const std::vector<fs::path> below_a_file = {folder / "file/below/out.png"};
  expect_refused(check_outputs(below_a_file), ErrorCode::file_unwritable, "out.png");
  const std::vector<fs::path> fine = {folder / "new/folder/out.png", "/dev/null", "/dev/null"};
  EXPECT_TRUE(check_outputs(fine, inputs));
  EXPECT_EQ(files_in(folder / ""), 4u) << "nothing is made";
}

}  // namespace
}  // namespace deepcars::base
