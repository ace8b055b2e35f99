// A program's command line as plain data, taken from its parser: what the man page and the completions are made of.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace deepcars::reference {

/// An option or, without flags, a positional argument.
struct Argument {
  std::vector<std::string> flags = {};  ///< "-o", "--output".
  std::string value = {};  ///< What stands for its value, "FILE"; a positional's name; empty: it has none.
  std::vector<std::string> words = {};     ///< Values to offer.
  std::string meaning = {};                ///< May have lines.
  std::string range = {};                  ///< "1 - 1024"; empty: any.
  std::string initial = {};                ///< The default; empty: none is told.
  std::vector<std::string> excludes = {};  ///< Flags that it cannot be given with, in alphabetical order.
  bool only_words = false;                 ///< Its value must be one of the words.
  bool is_number = false;
  bool is_list = false;  ///< Takes values separated by commas.
  bool repeats = false;
  bool required = false;
};

struct Subcommand {
  std::string name, summary;
  std::vector<Argument> options, positionals;
  std::string notes;  ///< What --help says after the options.
};

struct CommandLine {
  std::string program, summary;
  std::vector<Argument> options;
  std::vector<Subcommand> subcommands;  ///< Without hidden ones.
  std::string notes;
};

CommandLine describe(CLI::App& program);

/// Has completions offer these values of the option. It takes others too, or checks them by itself: an option with
/// CLI::IsMember, or whose type is "{one,other}", needs no call.
void offer_words(CLI::Option& option, const std::vector<std::string>& words);

/// The text with `with` in the place of every `what`. Precondition: `what` is not empty.
std::string replaced(std::string text, const std::string& what, const std::string& with);

}  // namespace deepcars::reference
