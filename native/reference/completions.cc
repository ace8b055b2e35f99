#include "native/reference/completions.h"

#include <algorithm>

#include "shared/text.h"

namespace deepcars::reference {
namespace {

/// The text in quotes, for bash and zsh.
std::string quoted(const std::string& text) { return "'" + replaced(text, "'", "'\\''") + "'"; }

/// The same for fish.
std::string fish_quoted(const std::string& text) {
  return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

/// The first clause of a meaning: what fits beside an option.
std::string brief(const std::string& meaning) {
  std::size_t end = meaning.size();
  for (const char* stop : {"\n", ". ", "; ", ": "}) end = std::min(end, meaning.find(stop));
  std::string text = meaning.substr(0, end);
  if (text.ends_with(".") || text.ends_with(":")) text.pop_back();
  return text;
}

std::vector<std::string> all_flags(const std::vector<Argument>& options) {
  std::vector<std::string> flags;
  for (const Argument& option : options) flags.insert(flags.end(), option.flags.begin(), option.flags.end());
  return flags;
}

/// What may follow the options of a subcommand that take a value: words, a number, a file.
std::string bash_values(const Subcommand& subcommand) {
  std::string text;
  for (const Argument& option : subcommand.options) {
    if (option.value.empty()) continue;
    const std::string words = "words=" + quoted(joined(option.words, " "));
    const std::string kind = !option.words.empty() ? words + (option.is_list ? " list=yes" : "")
                             : option.is_number    ? "kind=number"
                                                   : "kind=path";
    text += "        " + joined(option.flags, " | ") + ") " + kind + " ;;\n";
  }
  return text;
}

std::string first_line(const std::string& before, const CommandLine& line, const std::string& shell) {
  return before + " " + line.program + "; written by `" + line.program + " reference " + shell + "`.\n";
}

/// In a description of zsh's _arguments, brackets and colons end it.
std::string zsh_text(const std::string& text) {
  return replaced(replaced(replaced(replaced(text, "\\", "\\\\"), "[", "\\["), "]", "\\]"), ":", "\\:");
}

std::string zsh_value(const Argument& argument) {
  if (argument.value.empty()) return "";
  const std::string words = joined(argument.words, " ");
  const std::string action = words.empty()      ? (argument.is_number ? " " : "_files")
                             : argument.is_list ? "_sequence compadd - " + words
                                                : "(" + words + ")";
  return ":" + zsh_text(argument.value) + ":" + action;
}

/// The specifications of an option, one for each of its flags. None is offered beside one that it excludes.
std::string zsh_option(const Argument& option) {
  std::vector<std::string> excluded = option.excludes;
  if (!option.repeats) excluded.insert(excluded.end(), option.flags.begin(), option.flags.end());
  std::string before = excluded.empty() ? "" : "(" + joined(excluded, " ") + ")";
  if (option.repeats) before += "*";
  std::string text;
  for (const std::string& flag : option.flags) {
    const std::string after = option.value.empty() ? "" : flag.starts_with("--") ? "=" : "+";
    const std::vector<std::string> specification = {
        before, flag, after, "[", zsh_text(brief(option.meaning)), "]", zsh_value(option)};
    text += " \\\n        ";
    text += quoted(joined(specification, ""));
  }
  return text;
}

std::string fish_value(const Argument& option) {
  if (option.value.empty()) return " -f";
  if (option.words.empty()) return option.is_number ? " -x" : " -r -F";
  const std::string words = joined(option.words, " ");
  return " -x -a " +
         fish_quoted(option.is_list ? "(__fish_complete_list , \"printf %s\\\\n " + words + "\")" : words);
}

std::string fish_options(const std::string& start, const std::vector<Argument>& options) {
  std::string text;
  for (const Argument& option : options) {
    text += start;
    for (const std::string& flag : option.flags)
      text += flag.starts_with("--") ? " -l " + flag.substr(2) : " -s " + flag.substr(1);
    text += fish_value(option) + " -d " + fish_quoted(brief(option.meaning)) + "\n";
  }
  return text;
}

}  // namespace

std::string bash_completion(const CommandLine& line) {
  std::vector<std::string> names;
  std::string cases;
  for (const Subcommand& subcommand : line.subcommands) {
    names.push_back(subcommand.name);
    cases += "    " + subcommand.name +
             ")\n      options=" + quoted(joined(all_flags(subcommand.options), " ")) +
             "\n      case $before in\n" + bash_values(subcommand) + "      esac\n      ;;\n";
  }
  return first_line("# bash completion of", line, "bash") + "_" + line.program + R"(() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local subcommand='' options='' words='' kind='' list='' first='' i
  # "--option=value" comes as three words.
  [[ $before == '=' ]] && before=${COMP_WORDS[COMP_CWORD - 2]}
  [[ $current == '=' ]] && current=''
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ ${COMP_WORDS[i]} == -* ]] || { subcommand=${COMP_WORDS[i]} && break; }
  done
  case $subcommand in
    '')
      options=)" +
         quoted(joined(all_flags(line.options), " ")) + "\n      words=" + quoted(joined(names, " ")) +
         "\n      ;;\n" + cases + R"(  esac
  COMPREPLY=()
  [[ $kind == number ]] && return
  # Of a list, only the word after the last comma is not yet chosen.
  [[ $list && $current == *,* ]] && first=${current%,*},
  if [[ ! $kind && $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
  elif [[ $words ]]; then
    mapfile -t COMPREPLY < <(compgen -P "$first" -W "$words" -- "${current##*,}")
  else
    compopt -o default 2>/dev/null
  fi
}
complete -F _)" +
         line.program + " " + line.program + "\n";
}

std::string zsh_completion(const CommandLine& line) {
  std::string names, cases;
  for (const Subcommand& subcommand : line.subcommands) {
    names += "    " + quoted(subcommand.name + ":" + replaced(subcommand.summary, ":", "\\:")) + "\n";
    cases += "        " + subcommand.name + ")\n          _arguments -s";
    for (const Argument& option : subcommand.options) cases += zsh_option(option);
    for (const Argument& argument : subcommand.positionals)
      cases +=
          " \\\n        " + quoted((argument.repeats ? "*:" : ":") + zsh_text(argument.value) + ":_files");
    cases += "\n          ;;\n";
  }
  std::string options;
  for (const Argument& option : line.options) options += zsh_option(option);
  return "#compdef " + line.program + "\n" + first_line("# zsh completion of", line, "zsh") + "_" +
         line.program +
         R"(() {
  local state line
  typeset -A opt_args
  local -a subcommands=(
)" + names +
         "  )\n  _arguments -C" + options + R"( \
        '1: :->subcommand' '*:: :->arguments'
  case $state in
    subcommand) _describe subcommand subcommands ;;
    arguments)
      case $words[1] in
)" + cases +
         "      esac\n      ;;\n  esac\n}\n# Loaded by zsh itself, or sourced.\nif [[ $funcstack[1] == _" +
         line.program + " ]]; then\n  _" + line.program + " \"$@\"\nelse\n  compdef _" + line.program + " " +
         line.program + "\nfi\n";
}

std::string fish_completion(const CommandLine& line) {
  const std::string start = "complete -c " + line.program + " -n ";
  const std::string before = start + "__fish_use_subcommand";
  std::string text = first_line("# fish completion of", line, "fish") + before + " -f\n" +
                     fish_options(before, line.options);
  for (const Subcommand& subcommand : line.subcommands)
    text += before + " -a " + subcommand.name + " -d " + fish_quoted(subcommand.summary) + "\n";
  for (const Subcommand& subcommand : line.subcommands)
    text += fish_options(start + fish_quoted("__fish_seen_subcommand_from " + subcommand.name),
                         subcommand.options);
  return text;
}

}  // namespace deepcars::reference
