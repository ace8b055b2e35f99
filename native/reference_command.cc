// deepcars reference: the man page and the completions, made of the options of all subcommands. For packages, and not
// listed in --help.
#include <cstdio>
#include <memory>
#include <string>

#include "native/base/files.h"
#include "native/base/words.h"
#include "native/commands.h"
#include "native/reference/completions.h"
#include "native/reference/man_page.h"
#include "native/release.h"
#include "shared/text.h"

namespace deepcars::native {
namespace {

enum class Form { man, bash, zsh, fish };

constexpr auto words(Form) {
  using base::Word;
  return std::array{Word{Form::man, "man"}, Word{Form::bash, "bash"}, Word{Form::zsh, "zsh"},
                    Word{Form::fish, "fish"}};
}

std::string text_of(Form form, const reference::CommandLine& line) {
  switch (form) {
    case Form::bash:
      return reference::bash_completion(line);
    case Form::zsh:
      return reference::zsh_completion(line);
    case Form::fish:
      return reference::fish_completion(line);
    default:
      return reference::man_page(line, DEEPCARS_VERSION, commit_date());
  }
}

Expected<void> write_reference(CLI::App& program, const std::string& word, const std::string& output) {
  const auto form = base::value_of_word<Form>("reference", word);
  if (!form) return tl::unexpected(form.error());
  const std::string text = text_of(*form, reference::describe(program));
  if (!output.empty()) return base::write_file(output, text);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return {};
}

}  // namespace

void add_reference_command(CLI::App& program, Action& action) {
  auto form = std::make_shared<std::string>();
  auto output = std::make_shared<std::string>();
  CLI::App* command =
      program.add_subcommand("reference", "Write the man page, or the completions of a shell")->group("");
  command->add_option("form", *form, "What to write: " + joined(base::known_words<Form>()))->required();
  command->add_option("-o,--output", *output, "Write to this file instead of standard output")
      ->type_name("FILE");
  command->footer("Example:\n  source <(deepcars reference bash)");
  command->callback([form, output, &program, &action] {
    action = [form, output, &program] { return write_reference(program, *form, *output); };
  });
}

}  // namespace deepcars::native
