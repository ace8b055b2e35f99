#include "native/base/files.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>

#include "tests/native/run_deepcars.h"

namespace deepcars::base {
namespace {
namespace fs = std::filesystem;

using deepcars::testing::read_text;
using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;

TEST(ReadFile, SaysWhyItCannot) {
  const TemporaryFolder folder;
  write_text(folder / "five", "12345");
  EXPECT_EQ(read_file(folder / "five", 5)->size(), 5u);
  fs::create_symlink("loop", folder / "loop");
  struct Case {
    std::string path;
    ErrorCode code;
    const char* said;
  };
  for (const Case& bad :
       {Case{folder / "none", ErrorCode::file_unreadable, "does not exist"},
        Case{folder / "", ErrorCode::file_unreadable, "is a folder"},
        Case{folder / "loop", ErrorCode::file_unreadable, "cannot be opened"},
        Case{folder / std::string(5000, 'n'), ErrorCode::file_unreadable, "cannot be opened"},
        Case{folder / "five", ErrorCode::file_too_large, "has 5 bytes, the limit is 4"}}) {
    const auto read = read_file(bad.path, 4);
    ASSERT_FALSE(read) << bad.said;
    EXPECT_EQ(read.error().code, bad.code) << read.error().sentence();
    EXPECT_NE(read.error().message.find(bad.said), std::string::npos) << read.error().message;
  }
}

TEST(WriteFile, MakesFoldersReplacesAndLeavesNothingElse) {
  const TemporaryFolder folder;
  const fs::path path = folder / "a/b/c.txt";
  ASSERT_TRUE(write_file(path, std::string_view("first, and longer")));
  ASSERT_TRUE(write_file(path, std::string_view("second")));
  EXPECT_EQ(read_text(path), "second");
  EXPECT_EQ(std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator()), 1);
}

TEST(WriteFile, LeavesTheOldFileWhereItCannotWrite) {
  const TemporaryFolder folder;
  write_text(folder / "file", "in the way");
  const auto written = write_file(folder / "file/below.txt", std::string_view("x"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::file_unwritable);
  fs::create_directories(folder / "taken/full");
  EXPECT_FALSE(write_file(folder / "taken", std::string_view("x"))) << "a folder with something in it";
  EXPECT_EQ(read_text(folder / "file"), "in the way");
}

/// Large enough that a write takes several calls of the system.
std::string content_of(int writer) {
  return std::string((std::size_t{1} << 20) + static_cast<std::size_t>(writer),
                     static_cast<char>('a' + writer));
}

TEST(WriteFile, ManyProcessesLeaveOneOfTheirFilesWhole) {
  constexpr int writers = 6, rounds = 15;
  const TemporaryFolder folder;
  const fs::path path = folder / "shared";
  std::vector<pid_t> children;
  for (int writer = 0; writer < writers; ++writer) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      bool good = true;
      for (int round = 0; round < rounds; ++round)
        good = write_file(path, content_of(writer)).has_value() && good;
      _exit(good ? 0 : 1);
    }
    children.push_back(child);
  }
  // A reader sees no half of a file at any time.
  std::atomic<bool> writing{true};
  int seen = 0, torn = 0;
  std::thread reader([&] {
    while (writing) {
      const std::string text = read_text(path);
      if (text.empty()) continue;
      ++seen;
      torn += text != content_of(text.front() - 'a');
    }
  });
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "a writer failed";
  }
  writing = false;
  reader.join();
  EXPECT_GT(seen, 0);
  EXPECT_EQ(torn, 0);
  const std::string last = read_text(path);
  EXPECT_TRUE(last == content_of(last.front() - 'a'));
  EXPECT_FALSE(fs::exists(folder / "shared.part"));
}

TEST(WriteFile, OverwritesWhatAKilledWriterLeft) {
  const TemporaryFolder folder;
  write_text(folder / "a.csv.part", "half of an earlier, much longer file");
  ASSERT_TRUE(write_file(folder / "a.csv", std::string_view("whole")));
  EXPECT_EQ(read_text(folder / "a.csv"), "whole");
  EXPECT_FALSE(fs::exists(folder / "a.csv.part"));
}

}  // namespace
}  // namespace deepcars::base
