// deepcars sweep: compares training recipes by cross-validation over sources.
#include <memory>
#include <string>

#include "native/base/threads.h"
#include "native/commands.h"
#include "native/sweep/sweep_spec.h"
#include "native/training.h"

namespace deepcars::native {
namespace {

Expected<void> run_sweep(const std::string& path) {
  const auto spec = sweep::read_sweep_spec(path, base::thread_count(0));
  return spec ? compare_variants(*spec) : tl::unexpected(spec.error());
}

}  // namespace

void add_sweep_command(CLI::App& program, Action& action) {
  auto path = std::make_shared<std::string>();
  CLI::App* command =
      program.add_subcommand("sweep", "Compare training recipes by cross-validation over sources");
  command->add_option("spec", *path, "The recipes, as JSON; see below")->type_name("FILE")->required();
  command->footer(
      "Example of a specification:\n"
      "  {\"folds\": \"folds\", \"output\": \"sweep\",\n"
      "   \"base\": {\"recipe\": \"full\", \"weights\": \"resnet18-f37072fd.pth\", \"epochs\": 12},\n"
      "   \"variants\": {\"mixup\": {\"mixup\": 0.2}, \"longer\": {\"epochs\": 24}}}\n\n"
      "folds is what `deepcars split --folds` wrote. base and the variants have the keys of a run's config.json;\n"
      "a variant changes the base. Every variant, and the base, is trained on every fold; the last epoch counts.\n"
      "A finished run is not repeated, and an interrupted one goes on: the same command resumes.\n\n"
      "Written to output: a run folder per variant and fold; sweep.csv, the measures of each; suspects.csv and\n"
      "suspects.html, photos whose year every variant contradicts, to look at; a calibration.json per variant, fitted on held-out sources, which\n"
      "`deepcars export --set-calibration` puts into a model of the same recipe.\n\n"
      "Exit status: 0 every run is complete; 1 failed; 2 wrong usage; 130 interrupted, and the same command resumes.");
  command->callback([path, &action] { action = [path] { return run_sweep(*path); }; });
}

}  // namespace deepcars::native
