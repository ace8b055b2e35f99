// An installation in a folder of its own: what is in it, and that its program answers from any other.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/native/run_deepcars.h"

namespace deepcars::testing {
namespace {
namespace fs = std::filesystem;

/// Everything in it is installed once: most of the time is the copying.
class Install : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    installing_ = run_deepcars({"-c", R"(DESTDIR="$1" cmake --install "$2" --prefix /usr --strip)", "sh",
                                *folder_ / "", DEEPCARS_BUILD_TREE},
                               "", "/bin/sh");
  }

  static void TearDownTestSuite() { delete folder_; }

  void SetUp() override { ASSERT_EQ(installing_.exit_status, 0) << installing_.out << installing_.err; }

  static fs::path installed(const std::string& path) { return *folder_ / ("usr/" + path); }

  /// Runs the installed program in an empty folder.
  static ProgramRun run_elsewhere(std::vector<std::string> arguments) {
    const TemporaryFolder elsewhere;
    arguments.insert(arguments.begin(), {"-c", R"(cd "$1" && shift && "$@")", "sh", elsewhere / "",
                                         installed("bin/deepcars").string()});
    return run_deepcars(arguments, "", "/bin/sh");
  }

  static inline TemporaryFolder* folder_ = nullptr;
  static inline ProgramRun installing_;
};

TEST_F(Install, TheProgramAnswersWithTheModelThatIsInstalled) {
  const std::string photo = installed("share/deepcars/models/samples/coupe-1957.jpg").string();
  const ProgramRun run = run_elsewhere({"predict", photo, "--json", "--threads", "1"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const double expected_year = run.json().at(0).at("expected_year");
  EXPECT_GT(expected_year, 1940);
  EXPECT_LT(expected_year, 1975);
  EXPECT_EQ(run_elsewhere({"predict", photo, "--neighbours", "1", "--threads", "1"}).exit_status, 0);
}

TEST_F(Install, TheProgramFindsThePartsThatItStartsAndLoads) {
  // LibTorch is in the program that trains.
  const ProgramRun doctor = run_elsewhere({"doctor", "--json"});
  for (const auto& finding : doctor.json().at("findings")) {
    const std::string name = finding.at("name"), found = finding.at("found");
    if (name == "LibTorch") {
      EXPECT_TRUE(finding.at("ok")) << finding;
    } else if (name == "model") {
      EXPECT_NE(found.find("usr/share/deepcars/models/"), std::string::npos) << finding;
    }
  }
  // A bitmap of one pixel is read by the module of other picture formats.
  const std::string header("BM\x3A\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\1\0\0\0\1\0\x18\0", 30);
  const TemporaryFolder folder;
  write_text(folder / "photo.bmp", header + std::string(24, '\0') + std::string("\x80\x80\x80\0", 4));
  const ProgramRun bitmap = run_elsewhere({"predict", folder / "photo.bmp", "--json", "--threads", "1"});
  ASSERT_EQ(bitmap.exit_status, 0) << bitmap.err;
  EXPECT_EQ(bitmap.json().at(0).at("decoded_by"), "opencv");
}

TEST_F(Install, ManPageCompletionsAndLicencesAreThere) {
  for (const char* path : {"share/man/man1/deepcars.1.gz", "share/doc/deepcars/changelog.gz"})
    EXPECT_GT(fs::file_size(installed(path)), 100u) << path;
  const std::pair<const char*, const char*> completions[] = {
      {"share/bash-completion/completions/deepcars", "complete -F _deepcars deepcars\n"},
      {"share/zsh/vendor-completions/_deepcars", "#compdef deepcars\n"},
      {"share/fish/vendor_completions.d/deepcars.fish", "complete -c deepcars "}};
  for (const auto& [path, line] : completions)
    EXPECT_NE(read_text(installed(path)).find(line), std::string::npos) << path;
  const std::string copyright = read_text(installed("share/doc/deepcars/copyright"));
  // Ours, the model's, one of the report's packages, and libraries that are headers only.
  for (const char* said :
       {"MIT License", "Non-commercial use only", "\n  vega-lite ", "\n  cli11 ", "\n  nlohmann-json3 "})
    EXPECT_NE(copyright.find(said), std::string::npos) << said;
}

TEST_F(Install, NothingInstalledKnowsTheFoldersOfTheBuild) {
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(*folder_ / "usr")) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = read_text(entry.path());
    for (const std::string known : {DEEPCARS_SOURCE_TREE, DEEPCARS_BUILD_TREE})
      EXPECT_EQ(bytes.find(known), std::string::npos) << entry.path() << " contains " << known;
    ++files;
  }
  EXPECT_GT(files, 12);
}

}  // namespace
}  // namespace deepcars::testing
