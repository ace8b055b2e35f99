// deepcars info: what a file or a folder is.
#include <cstdio>
#include <memory>
#include <string>

#include "native/commands.h"
#include "native/info/describe.h"
#include "native/report/prediction_text.h"

namespace deepcars::native {
namespace {

struct InfoOptions {
  std::string path;
  bool json = false;
};

Expected<void> print_info(const InfoOptions& options) {
  const auto description = info::describe(options.path);
  if (!description) return tl::unexpected(description.error());
  const std::string text =
      options.json ? report::json_text(description->json(), 2) + "\n" : description->text();
  std::fputs(text.c_str(), stdout);
  return {};
}

}  // namespace

void add_info_command(CLI::App& program, Action& action) {
  auto options = std::make_shared<InfoOptions>();
  CLI::App* command = program.add_subcommand("info", "Say what a file or a folder is");
  command
      ->add_option(
          "path", options->path,
          "A model or other .safetensors, a checkpoint, a .pth, an index, a photo, a JSON file of deepCars, "
          "or the folder of a training run, sweep, cross-validation or report")
      ->type_name("FILE")
      ->required();
  command->add_flag("--json", options->json, "Print the facts as JSON");
  command->footer(
      "Example:\n"
      "  deepcars info run\n"
      "  deepcars info run/model.safetensors --json\n\n"
      "It looks at the content, not at the name. A run that is not complete is told how to go on.");
  command->callback([options, &action] { action = [options] { return print_info(*options); }; });
}

}  // namespace deepcars::native
