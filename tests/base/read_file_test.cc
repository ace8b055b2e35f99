// Inputs that are no regular files.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "native/base/files.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::base {
namespace {

using deepcars::testing::TemporaryFolder;

std::string pipe_in(const TemporaryFolder& folder) {
  const std::string path = folder / "pipe";
  EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
  return path;
}

TEST(ReadFile, ReadsAPipeToItsEnd) {
  const TemporaryFolder folder;
  const std::string path = pipe_in(folder), sent(300'000, 'x');  // More than a pipe holds at once.
  std::thread writer([&] { std::ofstream(path, std::ios::binary) << sent; });
  const auto bytes = read_file(path);
  writer.join();
  ASSERT_TRUE(bytes) << bytes.error().sentence();
  EXPECT_EQ(std::string(bytes->begin(), bytes->end()), sent);
}

TEST(ReadFile, TakesNoMoreOfAPipeThanTheLimit) {
  const TemporaryFolder folder;
  const std::string path = pipe_in(folder);
  const int writer = ::open(path.c_str(), O_RDWR);
  ASSERT_EQ(::write(writer, "12345", 5), 5);
  const auto bytes = read_file(path, 4);
  ::close(writer);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, ErrorCode::file_too_large);
}

TEST(ReadFile, APipeThatNothingWritesIntoIsAnError) {
  const TemporaryFolder folder;
  const auto bytes = read_file(pipe_in(folder));
  ASSERT_FALSE(bytes);
  EXPECT_NE(bytes.error().message.find("nothing writes into"), std::string::npos) << bytes.error().message;
}

TEST(ReadFile, ReadsFilesThatDoNotSayTheirSize) { EXPECT_GT(read_file("/proc/self/status")->size(), 0u); }

TEST(ReadFile, RefusesDevicesAndNamesWithANulByte) {
  for (const std::string path : {"/dev/zero", "/dev/null"}) {
    const auto bytes = read_file(path);
    ASSERT_FALSE(bytes) << path;
    EXPECT_EQ(bytes.error().message, path + " is a device or a terminal");
  }
  const TemporaryFolder folder;
  testing::write_text(folder / "a", "x");
  EXPECT_FALSE(read_file(std::string(folder / "a") + std::string("\0.jpg", 5)));
}

}  // namespace
}  // namespace deepcars::base
