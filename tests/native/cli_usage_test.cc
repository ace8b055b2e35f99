// The command line itself: what it says where no subcommand can be run.
#include <gtest/gtest.h>

#include "tests/native/run_deepcars.h"

namespace deepcars::testing {
namespace {

struct Misspelling {
  std::vector<std::string> words;
  std::string said;
};

TEST(CliUsage, AnUnknownSubcommandIsNamedWithTheNearest) {
  const std::vector<Misspelling> misspellings = {
      {{"predic", "photo.jpg"}, "there is no subcommand \"predic\"; did you mean predict?"},
      {{"trian", "--epochs", "3"}, "there is no subcommand \"trian\"; did you mean train?"},
      {{"Evaluate"}, "there is no subcommand \"Evaluate\"; did you mean evaluate?"},
      // Nothing is near: a guess would mislead.
      {{"photo.jpg"}, "there is no subcommand \"photo.jpg\": see 'deepcars --help'."},
  };
  for (const Misspelling& misspelling : misspellings) {
    const ProgramRun run = run_deepcars(misspelling.words);
    EXPECT_EQ(run.exit_status, 2) << misspelling.said;
    EXPECT_EQ(run.err, "deepcars: " + misspelling.said + "\n");
    EXPECT_EQ(run.out, "");
  }
}

TEST(CliUsage, NoSubcommandAtAllIsSaid) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{}, {"--colour"}}) {
    const ProgramRun run = run_deepcars(words);
    EXPECT_EQ(run.exit_status, 2);
    EXPECT_EQ(run.err, "deepcars: A subcommand is required: see 'deepcars --help'.\n");
  }
}

TEST(CliUsage, EverySubcommandHasAnExample) {
  const ProgramRun all = run_deepcars({"--help"});
  ASSERT_EQ(all.exit_status, 0);
  std::size_t at = all.out.find("Subcommands:\n");
  ASSERT_NE(at, std::string::npos) << all.out;
  int subcommands = 0;
  for (at = all.out.find('\n', at) + 1; at < all.out.size(); at = all.out.find('\n', at) + 1) {
    if (all.out.compare(at, 2, "  ") != 0) break;  // The list ends.
    if (all.out[at + 2] == ' ') continue;          // The rest of a description.
    const std::string name = all.out.substr(at + 2, all.out.find(' ', at + 2) - at - 2);
    const ProgramRun help = run_deepcars({name, "--help"});
    EXPECT_EQ(help.exit_status, 0) << name;
    EXPECT_NE(help.out.find("Example"), std::string::npos) << name << " --help:\n" << help.out;
    ++subcommands;
  }
  EXPECT_GE(subcommands, 9) << all.out;
}

/// What `deepcars train` is given where it does not come to training.
const std::vector<std::string> train_words = {"train", "index.csv", "--weights", "none", "--output", "run"};

TEST(CliUsage, TrainingWithoutItsProgramSaysWhatIsMissing) {
  const TemporaryFolder folder;
  const ProgramRun run = run_deepcars(train_words, "", copy_deepcars_alone(folder / ""));
  EXPECT_EQ(run.exit_status, 1);
  EXPECT_EQ(run.error_lines().size(), 1u) << run.err;
  for (const std::string& said : {folder / "deepcars-train", std::string("in one folder")})
    EXPECT_NE(run.err.find(said), std::string::npos) << run.err;
}

TEST(CliUsage, TheProgramThatTrainsIsStartedByDeepcarsOfItsVersionOnly) {
  const std::string trainer = deepcars_program() + "-train";
  std::vector<std::string> of_another = train_words;
  of_another.insert(of_another.begin(), "0.0.0");
  for (const std::vector<std::string>& words : {std::vector<std::string>{}, train_words, of_another}) {
    const ProgramRun run = run_deepcars(words, "", trainer);
    EXPECT_EQ(run.exit_status, 1);
    EXPECT_EQ(run.error_lines().size(), 1u) << run.err;
    EXPECT_NE(run.err.find("run `deepcars train`"), std::string::npos) << run.err;
  }
}

}  // namespace
}  // namespace deepcars::testing
