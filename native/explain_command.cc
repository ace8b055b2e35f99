// deepcars explain: draws what the scores of photos depend on.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "native/base/interrupts.h"
#include "native/commands.h"
#include "native/explain_photos.h"
#include "shared/text.h"

namespace deepcars::native {
namespace {

/// A line of the help: a word and what it means.
std::string help_line(std::string word, std::string_view meaning) {
  constexpr std::size_t column = 24;
  word.resize(std::max(word.size() + 2, column), ' ');
  return "  " + word + std::string(meaning) + "\n";
}

/// The tables of methods and targets, and an example.
std::string help_footer() {
  std::string text = "Methods:\n";
  for (const explain::Method& row : explain::methods()) {
    text += help_line(std::string(row.name), row.answers);
    if (row.default_samples > 0)
      text +=
          help_line("", "--steps: " + std::string(row.samples) + ", " + std::to_string(row.default_samples));
  }
  text += "\nTargets:\n";
  for (const explain::TargetInfo& row : explain::target_kinds()) {
    std::string word(row.name);
    for (int i = 0; i < row.buckets; ++i) word += ":NUMBER";
    text += help_line(word, row.answers);
  }
  const std::string target = explain::name({.kind = explain::Target::Kind::expected_year});
  return text +
         "\nExample:\n"
         "  deepcars explain holiday.jpg --output why.png\n"
         "  deepcars explain holiday.jpg --all --target " +
         target +
         " --output sheet.png\n"
         "  deepcars explain garage/ --compare-buckets 1957-1959,1975-1986 --output why/";
}

}  // namespace

void add_explain_command(CLI::App& program, Action& action) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = program.add_subcommand(
      "explain", "Draw which parts of a photo its score depends on: photo | saliency | overlay");
  command
      ->add_option(
          "photos", options->photos,
          "Photos (JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF, HEIC), folders of them, pipes, file:// URLs, or - for a "
          "list of paths on standard input, one in a line or with NUL bytes between them")
      ->type_name("PHOTO")
      ->required();
  command
      ->add_option("-o,--output", options->output,
                   "The PNG to write; with several photos, the folder for one PNG each")
      ->type_name("FILE")
      ->required();
  add_model_option(*command, options->model);
  auto* method =
      command
          ->add_option("--method", options->method,
                       "How to explain: one of the methods below; default: the one that measures best "
                       "for the target, see the model's card")
          ->type_name("METHOD");
  auto* all = command->add_flag("--all", options->all, "Every method in one sheet, each with what it means");
  auto* target =
      command
          ->add_option(
              "--target", options->target,
              "What to explain: one of the targets below, a year bucket (\"2008-2009\") or its number from 0")
          ->type_name("TARGET")
          ->capture_default_str();
  offer_methods(method);
  offer_targets(target);
  command
      ->add_option("--compare-buckets", options->compare_buckets,
                   "Explain why rather the first than the second: two year buckets or numbers, \"A,B\"")
      ->type_name("A,B")
      ->excludes(target);
  command
      ->add_option("--steps", options->method_options.samples,
                   "How many samples the method takes, see below; more take longer and are more exact")
      ->check(CLI::Range(1, 100'000));
  command->add_option("--seed", options->method_options.seed, "Seed of the random samples")
      ->capture_default_str();
  const std::vector<std::string> fills = names(explain::fills());
  command->add_option("--fill", options->fill, "What hidden parts are replaced by: " + joined(fills))
      ->check(CLI::IsMember(fills))
      ->capture_default_str();
  command->add_option("--opacity", options->opacity, "Share of the saliency in the overlay")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("--panel-size", options->panel_size_px, "Longest side of each panel in pixels")
      ->check(CLI::Range(16, 4096))
      ->capture_default_str();
  auto* heat_map =
      command
          ->add_option(
              "--heat-map", options->heat_map,
              "Also write the bare heat map as a grey PNG of the network's input size: 0..255 for 0..1, or "
              "128 for 0 if it is signed")
          ->type_name("FILE");
  auto* values = command
                     ->add_option("--values", options->values,
                                  "Also write the map's values as NumPy float32 [size, size], not normalised")
                     ->type_name("FILE");
  auto* tiles =
      command
          ->add_option("--tiles", options->tiles,
                       "Also write the values of the method's tiles as CSV, with their standard errors")
          ->type_name("FILE");
  all->excludes(method)->excludes(heat_map)->excludes(values)->excludes(tiles);
  add_threads_option(*command, options->threads);
  command->add_flag("--json", options->json, "Print a summary as JSON");
  command->footer(help_footer());
  command->callback([options, &action] {
    action = [options] {
      base::catch_interrupts();
      return explain_photos(*options);
    };
  });
}

}  // namespace deepcars::native
