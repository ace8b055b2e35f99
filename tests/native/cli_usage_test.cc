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

}  // namespace
}  // namespace deepcars::testing
