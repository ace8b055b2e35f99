#include "native/reference/man_page.h"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "shared/text.h"

namespace deepcars::reference {
namespace {

/// Text as roff prints it: its backslashes and hyphens, and no macro at the beginning of the line.
std::string plain(const std::string& text) {
  const std::string escaped = replaced(replaced(text, "\\", "\\e"), "-", "\\-");
  return escaped.starts_with(".") || escaped.starts_with("'") ? "\\&" + escaped : escaped;
}

std::string bold(const std::string& text) { return "\\fB" + plain(text) + "\\fR"; }
std::string slanted(const std::string& text) { return "\\fI" + plain(text) + "\\fR"; }

std::string capitals(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return text;
}

/// Lines of what --help says after the options: paragraphs; rows of tables, "  word   meaning"; and listings, which are
/// indented, too.
class Notes {
 public:
  std::string text() {
    end_listing();
    return text_;
  }

  void add(const std::string& line) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string::npos) {
      last_ = Last::nothing;
    } else if (begin < 2) {
      add_sentence(line);
    } else if (const std::size_t gap = line.find("  ", begin); gap != std::string::npos) {
      add_row(line.substr(begin, gap - begin), line.substr(line.find_first_not_of(' ', gap)));
    } else if (last_ == Last::row) {
      text_ += ".br\n" + plain(line.substr(begin)) + "\n";
    } else {
      add_listed(line.substr(2));
    }
  }

 private:
  enum class Last { nothing, sentence, row, listing };

  void end_listing() {
    if (in_listing_) text_ += ".RE\n.fi\n";
    in_listing_ = false;
  }

  void add_sentence(const std::string& line) {
    end_listing();
    if (last_ != Last::sentence) text_ += ".PP\n";
    text_ += plain(line) + "\n";
    last_ = Last::sentence;
  }

  void add_row(const std::string& word, const std::string& meaning) {
    end_listing();
    text_ += ".TP\n" + bold(word) + "\n" + plain(meaning) + "\n";
    last_ = Last::row;
  }

  void add_listed(const std::string& line) {
    if (!in_listing_) text_ += (last_ == Last::nothing ? ".PP\n" : "") + std::string(".nf\n.RS 4\n");
    in_listing_ = true;
    text_ += plain(line) + "\n";
    last_ = Last::listing;
  }

  std::string text_;
  Last last_ = Last::nothing;
  bool in_listing_ = false;
};

std::string notes(const std::string& help) {
  Notes notes;
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) notes.add(line);
  return notes.text();
}

/// The same below a heading, which begins a paragraph already.
std::string first_notes(const std::string& help) {
  const std::string text = notes(help), paragraph = ".PP\n";
  return text.starts_with(paragraph) ? text.substr(paragraph.size()) : text;
}

/// Text that may lack the full stop at its end.
std::string sentence(const std::string& text) {
  return text.empty() || std::string(".?!").find(text.back()) != std::string::npos ? text : text + ".";
}

/// What the parser checks, in sentences that follow the meaning.
std::string facts(const Argument& argument) {
  std::string text;
  if (argument.only_words) {
    text += std::string(" ") + (argument.is_list ? "Values, separated by commas: " : "Values: ") +
            joined(argument.words, ", ") + ".";
  }
  if (!argument.range.empty()) text += " Range: " + argument.range + ".";
  if (!argument.initial.empty()) text += sentence(" Default: " + argument.initial);
  if (argument.required) text += " Required.";
  if (!argument.excludes.empty()) text += " Not with " + joined(argument.excludes, ", ") + ".";
  return text;
}

std::string argument_text(const Argument& argument) {
  std::string head = joined(argument.flags, ", ", bold);
  if (!argument.value.empty()) head += (head.empty() ? "" : " ") + slanted(argument.value);
  if (argument.repeats) head += " ...";
  std::string text = ".TP\n" + head + "\n";
  std::istringstream lines(sentence(argument.meaning) + facts(argument));
  bool first = true;
  for (std::string line; std::getline(lines, line); first = false)
    text += (first ? "" : ".br\n") + plain(line) + "\n";
  return text;
}

std::string subcommand_text(const std::string& program, const Subcommand& subcommand) {
  std::string text = ".SS " + plain(subcommand.name) + "\n" + bold(program + " " + subcommand.name) + " [" +
                     slanted("OPTIONS") + "]";
  for (const Argument& argument : subcommand.positionals) {
    const std::string name = slanted(argument.value) + (argument.repeats ? " ..." : "");
    text += argument.required ? " " + name : " [" + name + "]";
  }
  text += "\n.PP\n" + plain(sentence(subcommand.summary)) + "\n";
  for (const Argument& argument : subcommand.positionals) text += argument_text(argument);
  for (const Argument& argument : subcommand.options) text += argument_text(argument);
  return text + notes(subcommand.notes);
}

}  // namespace

std::string man_page(const CommandLine& line, const std::string& version, const std::string& date) {
  // "deepcars: says what": the name and what it does, as whatis(1) wants them.
  const std::size_t colon = line.summary.find(": ");
  std::string summary = colon == std::string::npos ? line.summary : line.summary.substr(colon + 2);
  if (summary.ends_with(".")) summary.pop_back();
  std::string text =
      ".\\\" Written by `" + line.program + " reference man`.\n.TH " + capitals(line.program) + " 1 \"" +
      date + "\" \"" + line.program + " " + version + "\" \"User Commands\"\n.nh\n.ad l\n" + ".SH NAME\n" +
      line.program + " \\- " + plain(summary) + "\n" +  //
      ".SH SYNOPSIS\n" + bold(line.program) + " " + slanted("SUBCOMMAND") + " [" + slanted("OPTIONS") +
      "] ...\n.SH DESCRIPTION\n" + first_notes(line.notes) + ".SH OPTIONS\n";
  for (const Argument& option : line.options) text += argument_text(option);
  text += ".SH SUBCOMMANDS\n";
  for (const Subcommand& subcommand : line.subcommands)
    text += ".TP\n" + bold(subcommand.name) + "\n" + plain(sentence(subcommand.summary)) + "\n";
  for (const Subcommand& subcommand : line.subcommands) text += subcommand_text(line.program, subcommand);
  return text;
}

}  // namespace deepcars::reference
