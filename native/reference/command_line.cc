#include "native/reference/command_line.h"

#include <algorithm>
#include <string_view>

#include "shared/text.h"

namespace deepcars::reference {
namespace {

constexpr const char* offered = "words";

/// The parts of a text.
std::vector<std::string> parted(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (const char letter : text) {
    if (letter == separator) {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

/// What stands between the characters; empty without them.
std::string between(std::string_view text, char opening, char closing) {
  const std::size_t begin = text.find(opening);
  const std::size_t end = text.find(closing, begin);
  return end > text.size() ? "" : std::string(text.substr(begin + 1, end - begin - 1));
}

std::vector<std::string> offered_words(CLI::Option& option) {
  try {
    const CLI::Validator validator = option.get_validator(offered)->active(true);
    return parted(validator.get_description(), ',');
  } catch (const CLI::OptionNotFound&) {
    return {};
  }
}

/// Reads CLI11's names of types: "FILE", "{full,head}", "TEXT:{blurred,black}", "UINT:INT in [0 - 100]".
void describe_type(Argument& argument, const std::string& type) {
  argument.value = type.substr(0, std::min(type.find(':'), type.find('{')));
  if (argument.value.empty()) argument.value = "WORD";
  argument.is_number = argument.value == "INT" || argument.value == "UINT" || argument.value == "FLOAT";
  argument.range = between(type, '[', ']');
  argument.only_words = type.find('{') != std::string::npos;
  if (argument.only_words) argument.words = parted(between(type, '{', '}'), ',');
}

std::vector<std::string> flags_of(const CLI::Option& option) {
  std::vector<std::string> flags;
  for (const std::string& name : option.get_snames()) flags.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) flags.push_back("--" + name);
  return flags;
}

Argument describe(CLI::Option& option) {
  Argument argument = {.flags = flags_of(option),
                       .words = offered_words(option),
                       .meaning = option.get_description(),
                       .initial = option.get_default_str(),
                       .is_list = option.get_delimiter() == ',',
                       .repeats = option.get_items_expected_max() > 1,
                       .required = option.get_required()};
  if (option.get_items_expected_max() > 0) describe_type(argument, option.get_type_name());
  if (argument.flags.empty()) argument.value = option.get_name();
  for (const CLI::Option* other : option.get_excludes()) {
    for (const std::string& flag : flags_of(*other)) argument.excludes.push_back(flag);
  }
  std::sort(argument.excludes.begin(), argument.excludes.end());
  return argument;
}

/// The options of a command, or its positional arguments.
std::vector<Argument> arguments_of(CLI::App& app, bool positional) {
  std::vector<Argument> arguments;
  for (CLI::Option* option : app.get_options({})) {
    if (!option->get_group().empty() && option->get_positional() == positional)
      arguments.push_back(describe(*option));
  }
  return arguments;
}

}  // namespace

CommandLine describe(CLI::App& program) {
  CommandLine line = {.program = program.get_name(),
                      .summary = program.get_description(),
                      .options = arguments_of(program, false),
                      .subcommands = {},
                      .notes = program.get_footer()};
  for (CLI::App* app : program.get_subcommands({})) {
    if (app->get_group().empty()) continue;
    line.subcommands.push_back({.name = app->get_name(),
                                .summary = app->get_description(),
                                .options = arguments_of(*app, false),
                                .positionals = arguments_of(*app, true),
                                .notes = app->get_footer()});
  }
  return line;
}

void offer_words(CLI::Option& option, const std::vector<std::string>& words) {
  // A check that is never made, and not told in --help.
  option.check(CLI::Validator(joined(words, ",")).active(false), offered);
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

}  // namespace deepcars::reference
