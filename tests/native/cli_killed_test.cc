// prepare, split and evaluate, killed midway and run again: what is there is whole, and in the end it is what
// an undisturbed run leaves.
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <map>
#include <set>

#include "tests/native/model_fixture.h"
#include "tests/native/stopped_program.h"

namespace deepcars::testing {
namespace {
namespace fs = std::filesystem;

/// Contents by name.
using Files = std::map<std::string, std::string>;

Files files_in(const std::string& folder) {
  Files files;
  for (const auto& file : fs::directory_iterator(folder)) {
    files[file.path().filename().string()] = read_text(file.path());
  }
  return files;
}

/// The arguments that make the program write into a folder.
using Command = std::function<std::vector<std::string>(const std::string& output)>;

class CliKilled : public ModelFixture {
 protected:
  CliKilled() {
    std::string table = "path,year\nbroken.jpg,2000\n";
    for (int i = 0; i < kPhotos; ++i) {
      draw(photo(i), i);
      table += photo(i) + "," + std::to_string(2000 + i % 10) + "\n";
    }
    write_text(folder_ / "broken.jpg", "no picture");
    write_text(folder_ / "photos.csv", table);
    for (const char* output : {"whole", "killed"}) fs::create_directory(folder_ / output);
  }

  static std::string photo(int number) { return std::to_string(number) + ".png"; }

  /// Kills the program in the middle of several of its files, which leaves all earlier files as they were, and then lets
  /// it write all of them.
  void expect_whole_files(const Command& command, int exit_status = 0) {
    const std::string whole_folder = folder_ / "whole", killed_folder = folder_ / "killed";
    ASSERT_EQ(run_deepcars(command(whole_folder)).exit_status, exit_status);
    const Files whole = files_in(whole_folder), before = files_in(killed_folder);
    std::set<std::uint64_t> limits;
    for (const auto& [name, content] : whole) limits.insert(content.size() / 2);
    for (const std::uint64_t limit : limits) {
      const ProgramRun killed = kill_deepcars_writing(limit, command(killed_folder));
      ASSERT_EQ(killed.exit_status, -1) << "not killed by a limit of " << limit << " bytes";
      Files left = files_in(killed_folder);
      std::erase_if(left, [](const auto& file) { return file.first.ends_with(".part"); });
      expect_same(left, before);
    }
    ASSERT_EQ(run_deepcars(command(killed_folder)).exit_status, exit_status);
    expect_same(files_in(killed_folder), whole);
  }

  /// Kills the program while it reads photos: none of its files is touched.
  void expect_untouched_files(const Command& command, int exit_status = 0) {
    const std::string output = folder_ / "killed";
    ASSERT_EQ(run_deepcars(command(output)).exit_status, exit_status);
    const Files before = files_in(output);
    // Photos that never come: the program waits for the first until it is killed, or else for the second.
    for (const int number : {0, 1}) {
      const std::string path = folder_ / photo(number);
      fs::rename(path, path + ".kept");
      ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    }
    EXPECT_EQ(stop_deepcars_reading(folder_ / photo(0), command(output)).exit_status, -1);
    expect_same(files_in(output), before);
    for (const int number : {0, 1}) fs::rename(folder_ / (photo(number) + ".kept"), folder_ / photo(number));
    ASSERT_EQ(run_deepcars(command(output)).exit_status, exit_status);
    expect_same(files_in(output), before);
  }

  static void expect_same(const Files& files, const Files& expected) {
    for (const auto& [name, content] : files) EXPECT_TRUE(expected.contains(name)) << name;
    for (const auto& [name, content] : expected) {
      ASSERT_TRUE(files.contains(name)) << name;
      EXPECT_TRUE(files.at(name) == content) << name << " has other bytes";
    }
  }

  std::vector<std::string> prepare(const std::string& output) {
    return {"prepare", "--csv", folder_ / "photos.csv", "-o", output + "/index.csv", "--threads", "1"};
  }

  std::string prepared_index() {
    EXPECT_EQ(run_deepcars(prepare(folder_ / "indexed")).exit_status, some_failed);
    return folder_ / "indexed/index.csv";
  }

  std::vector<std::string> evaluate(const std::string& index, const std::string& output) {
    return {"evaluate", index, "--model", model_, "--output", output, "--resamples", "20", "--threads", "1"};
  }

  static constexpr int kPhotos = 12;
  static constexpr int some_failed = 3;  ///< The exit status of prepare: broken.jpg cannot be read.
};

TEST_F(CliKilled, PrepareWritesWholeFiles) {
  expect_whole_files([&](const std::string& output) { return prepare(output); }, some_failed);
}

TEST_F(CliKilled, PrepareTouchesNothingBeforeItIsDone) {
  expect_untouched_files([&](const std::string& output) { return prepare(output); }, some_failed);
}

TEST_F(CliKilled, PrepareThatIsInterruptedSaysSoAndTouchesNothing) {
  const std::string output = folder_ / "killed", path = folder_ / photo(0);
  write_text(output + "/index.csv", "earlier");
  fs::remove(path);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::string table = "path,year\n" + photo(0) + ",2000\n";
  // Seconds of work: the signal comes long before their end.
  for (int i = 0; i < 20'000; ++i) table += photo(1) + ",2000\n";
  write_text(folder_ / "photos.csv", table);
  EXPECT_EQ(stop_deepcars_reading(path, prepare(output), SIGINT).exit_status, 130);
  expect_same(files_in(output), {{"index.csv", "earlier"}});
}

TEST_F(CliKilled, SplitWritesWholeFilesThatBelongTogether) {
  const std::string index = prepared_index();
  write_text(folder_ / "killed/split.csv.json", "of an earlier split");
  expect_whole_files([&](const std::string& output) {
    return std::vector<std::string>{"split", index, "-o", output + "/split.csv"};
  });
}

TEST_F(CliKilled, EvaluateWritesWholeFilesThatBelongTogether) {
  const std::string index = prepared_index();
  write_text(folder_ / "killed/metrics.json", "of an earlier model");
  expect_whole_files([&](const std::string& output) { return evaluate(index, output); });
}

TEST_F(CliKilled, EvaluateTouchesNothingBeforeItIsDone) {
  const std::string index = prepared_index();
  expect_untouched_files([&](const std::string& output) { return evaluate(index, output); });
}

}  // namespace
}  // namespace deepcars::testing
