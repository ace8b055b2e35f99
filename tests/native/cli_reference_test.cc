// What is made of the options themselves: version, man page and completions.
#include <gtest/gtest.h>

#include <cctype>
#include <map>
#include <regex>
#include <set>

#include "tests/native/run_deepcars.h"

namespace deepcars::testing {
namespace {

std::string reference(const std::string& form) {
  const ProgramRun run = run_deepcars({"reference", form});
  EXPECT_EQ(run.exit_status, 0) << run.err;
  return run.out;
}

std::set<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match)
    found.insert((*match)[1]);
  return found;
}

/// All subcommands that --help lists, each with the long options that its own --help lists.
std::map<std::string, std::set<std::string>> options_by_subcommand() {
  const std::string help = run_deepcars({"--help"}).out;
  const std::string list = help.substr(help.find("Subcommands:\n"));
  std::map<std::string, std::set<std::string>> options;
  for (const std::string& name : matches(list, "\n  ([a-z]+) ")) {
    const std::string lines = run_deepcars({name, "--help"}).out;
    options[name] = matches(lines, "\n  (?:-[a-z],)?(--[a-z0-9-]+)");
  }
  EXPECT_GE(options.size(), 12u) << help;
  return options;
}

/// What bash would offer for the last of the words, in order.
std::vector<std::string> offered_by_bash(const std::vector<std::string>& words) {
  const TemporaryFolder folder;
  write_text(folder / "completion", reference("bash"));
  std::vector<std::string> arguments = {
      "--norc", "-c",
      R"(source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _deepcars; printf '%s\n' "${COMPREPLY[@]}")",
      folder / "completion"};
  arguments.insert(arguments.end(), words.begin(), words.end());
  ProgramRun run = run_deepcars(arguments, "", "/bin/bash");
  EXPECT_EQ(run.err, "");
  std::vector<std::string> offered;
  std::istringstream lines(run.out);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) offered.push_back(line);
  }
  return offered;
}

using Words = std::vector<std::string>;

TEST(CliReference, VersionTellsCommitAndLibTorchWithoutTheProgramThatHasIt) {
  const TemporaryFolder folder;
  const ProgramRun run = run_deepcars({"--version"}, "", copy_deepcars_alone(folder / ""));
  EXPECT_EQ(run.exit_status, 0) << run.err;
  const std::regex lines(
      "deepcars [0-9]+\\.[0-9]+\\.[0-9]+\n"
      "commit (unknown|[0-9a-f]{12}( with changes)?)\n"
      "LibTorch [0-9]+\\.[0-9]+\\.[0-9]+\\S*\n");
  EXPECT_TRUE(std::regex_match(run.out, lines)) << run.out;
}

TEST(CliReference, TheManPageHasEveryOptionOfEverySubcommand) {
  const std::string page = reference("man");
  for (const auto& [subcommand, options] : options_by_subcommand()) {
    const std::size_t begin = page.find("\n.SS " + subcommand + "\n");
    ASSERT_NE(begin, std::string::npos) << subcommand;
    const std::string section = page.substr(begin, page.find("\n.SS ", begin + 1) - begin);
    EXPECT_TRUE(options.contains("--help")) << subcommand;
    for (const std::string& option : options) {
      const std::string escaped = std::regex_replace(option, std::regex("-"), "\\-");
      EXPECT_NE(section.find("\\fB" + escaped + "\\fR"), std::string::npos) << subcommand << ' ' << option;
    }
  }
}

TEST(CliReference, ManReadsThePageWithoutAWarning) {
  if (run_deepcars({"--version"}, "", "groff").exit_status != 0) GTEST_SKIP() << "there is no groff";
  const ProgramRun run = run_deepcars({"-man", "-ww", "-Tutf8", "-Kutf8"}, reference("man"), "groff");
  EXPECT_EQ(run.exit_status, 0);
  EXPECT_EQ(run.err, "");
  EXPECT_NE(run.out.find("one of the targets below"), std::string::npos) << run.out;
}

TEST(CliReference, BashOffersSubcommandsOptionsAndTheirValues) {
  EXPECT_EQ(offered_by_bash({"deepcars", "pre"}), (Words{"prepare", "predict"}));
  EXPECT_EQ(offered_by_bash({"deepcars", "--v"}), (Words{"--version"}));
  EXPECT_EQ(offered_by_bash({"deepcars", "predict", "--js"}), (Words{"--json", "--json-lines"}));
  EXPECT_EQ(offered_by_bash({"deepcars", "explain", "--method", "smooth-g"}),
            (Words{"smooth-grad", "smooth-grad-squared"}));
  EXPECT_EQ(offered_by_bash({"deepcars", "explain", "--fill", "=", "bl"}), (Words{"blurred", "black"}));
  EXPECT_EQ(offered_by_bash({"deepcars", "explain", "--target", ""}), (Words{"top", "expected-year"}));
  EXPECT_EQ(offered_by_bash({"deepcars", "train", "--recipe", ""}), (Words{"full", "head", "original"}));
  EXPECT_EQ(offered_by_bash({"deepcars", "evaluate", "--saliency-fills", "black,m"}),
            (Words{"black,mean-color"}));
  EXPECT_EQ(offered_by_bash({"deepcars", "train", "--epochs", ""}), Words{});
}

TEST(CliReference, EveryShellKnowsEveryOption) {
  const std::string bash = reference("bash"), zsh = reference("zsh"), fish = reference("fish");
  for (const auto& [subcommand, options] : options_by_subcommand()) {
    const std::vector<std::string> offered = offered_by_bash({"deepcars", subcommand, "--"});
    EXPECT_EQ(std::set<std::string>(offered.begin(), offered.end()), options) << subcommand;
    const std::size_t begin = zsh.find("\n        " + subcommand + ")\n");
    ASSERT_NE(begin, std::string::npos) << subcommand;
    const std::string section = zsh.substr(begin, zsh.find(";;", begin) - begin);
    for (const std::string& option : options) {
      EXPECT_TRUE(std::regex_search(section, std::regex(option + "=?\\["))) << subcommand << ' ' << option;
      const std::regex line("__fish_seen_subcommand_from " + subcommand + "'( -s .)? -l " + option.substr(2) +
                            " ");
      EXPECT_TRUE(std::regex_search(fish, line)) << subcommand << ' ' << option;
    }
  }
}

TEST(CliReference, AFormThatDoesNotExistIsNamed) {
  const ProgramRun run = run_deepcars({"reference", "tcsh"});
  EXPECT_EQ(run.exit_status, 1);
  EXPECT_EQ(run.err, "deepcars: reference does not know \"tcsh\": use one of man, bash, zsh, fish.\n");
}

}  // namespace
}  // namespace deepcars::testing
