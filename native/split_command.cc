// deepcars split: divides an index into photos to train on, to choose epochs by and to measure on.
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "native/base/decade.h"
#include "native/base/files.h"
#include "native/base/json_text.h"
#include "native/base/unicode.h"
#include "native/base/words.h"
#include "native/commands.h"
#include "native/data/split.h"
#include "native/reference/command_line.h"
#include "native/split_folds.h"

namespace deepcars::native {
namespace {

struct SplitCommand {
  std::string index, output;
  std::vector<double> fractions = {0.7, 0.1, 0.2};
  std::string by = "group";
  data::SplitOptions options;
  int folds = 0;
  bool json = false;

  /// Beside the split: how it was made. Empty if the split goes to a device or pipe.
  std::string record() const {
    return base::output_kind(output) == base::OutputKind::file ? output + ".json" : "";
  }
};

struct Tally {
  int photos = 0;
  std::set<std::string> groups;
  std::map<std::string, int> decades;
};

/// Photos of held-out sources whose group also trains: they measure a new source, not a new car.
int known_groups_held_out(const std::vector<data::Photo>& photos,
                          const std::map<std::string, Tally>& tallies) {
  const auto train = tallies.find("train");
  int count = 0;
  for (const data::Photo& photo : photos) {
    if (photo.split == "test" && train != tallies.end())
      count += train->second.groups.contains(photo.split_group);
  }
  return count;
}

void print_near_duplicates(const data::SplitSummary& summary) {
  if (summary.joined_pairs > 0) {
    std::printf(
        "%zu near-duplicate pairs (%zu photos) of different units were kept together; the largest of %zu "
        "units has %zu photos\n",
        summary.joined_pairs, summary.joined_photos, summary.units, summary.largest_unit);
  }
  if (summary.apart_pairs > 0) {
    std::printf(
        "%zu near-duplicate pairs may be in two splits: their unit would have had more than %zu photos\n",
        summary.apart_pairs, summary.max_joined_photos);
  }
  if (summary.held_out_pairs > 0) {
    std::printf("%zu photos of held-out sources have a near duplicate elsewhere\n", summary.held_out_pairs);
  }
}

void print_text(const SplitCommand& command, const std::map<std::string, Tally>& tallies, int known,
                const data::SplitSummary& summary) {
  std::set<std::string> decades;
  for (const auto& [name, tally] : tallies) {
    for (const auto& [decade, count] : tally.decades) decades.insert(decade);
  }
  std::printf("%-6s %7s %7s", "split", "photos", "groups");
  for (const auto& decade : decades) std::printf(" %6s", decade.c_str());
  std::printf("\n");
  for (const std::string_view name : data::split_names) {
    const auto found = tallies.find(std::string(name));
    const Tally tally = found == tallies.end() ? Tally{} : found->second;
    std::printf("%-6s %7d %7zu", std::string(name).c_str(), tally.photos, tally.groups.size());
    for (const auto& decade : decades) {
      const auto count = tally.decades.find(decade);
      std::printf(" %6d", count == tally.decades.end() ? 0 : count->second);
    }
    std::printf("\n");
  }
  if (known > 0)
    std::printf("%d test photos show car models that also train (other sources or years)\n", known);
  print_near_duplicates(summary);
  std::printf("written to %s, and how it was made to %s\n", one_line(command.output).c_str(),
              one_line(command.record()).c_str());
}

nlohmann::json record_json(const SplitCommand& command, const std::vector<data::Photo>& photos,
                           const std::map<std::string, Tally>& tallies, int known,
                           const data::SplitSummary& summary) {
  nlohmann::json splits;
  for (const auto& [name, tally] : tallies) {
    splits[name] = {
        {"photos", tally.photos}, {"groups", tally.groups.size()}, {"photos_by_decade", tally.decades}};
  }
  return {{"program", "deepcars " DEEPCARS_VERSION},
          {"of_index", base::path_text(std::filesystem::path(command.index).filename())},
          {"photos", photos.size()},
          {"fractions", command.options.fractions},
          {"seed", command.options.seed},
          {"by", command.by},
          {"hold_out_sources", command.options.hold_out_sources},
          {"validation_sources", command.options.validation_sources},
          {"near_duplicate_bits", command.options.max_near_duplicate_bits},
          {"year_edges", command.options.year_edges},
          {"splits", splits},
          {"units", summary.units},
          {"photos_of_largest_unit", summary.largest_unit},
          {"near_duplicates",
           {{"pairs_joined", summary.joined_pairs},
            {"photos_joined", summary.joined_photos},
            {"pairs_apart", summary.apart_pairs},
            {"pairs_with_held_out", summary.held_out_pairs},
            {"most_photos_joined", summary.max_joined_photos}}},
          {"test_photos_of_trained_groups", known}};
}

Expected<void> split(SplitCommand& command) {
  const auto unit = base::value_of_word<data::SplitUnit>("--by", command.by);
  if (!unit) return tl::unexpected(unit.error());
  if (command.fractions.size() != 3) {
    return failure(ErrorCode::invalid_argument, "--fractions needs three numbers",
                   "use for example 0.7,0.1,0.2");
  }
  command.options.unit = *unit;
  std::copy(command.fractions.begin(), command.fractions.end(), command.options.fractions.begin());
  const std::vector<std::filesystem::path> outputs = {command.output, command.record()};
  const std::filesystem::path input = command.index;
  if (auto possible = base::check_outputs(outputs, std::span(&input, 1)); !possible) return possible;
  auto photos = data::read_index(command.index);
  if (!photos) return tl::unexpected(photos.error());
  const auto summary = data::split_photos(*photos, command.options);
  if (!summary) return tl::unexpected(summary.error());
  std::map<std::string, Tally> tallies;
  for (const data::Photo& photo : *photos) {
    Tally& tally = tallies[photo.split];
    ++tally.photos;
    tally.groups.insert(photo.split_group);
    ++tally.decades[base::decade_text(photo.year)];
  }
  const int known = known_groups_held_out(*photos, tallies);
  nlohmann::json record = record_json(command, *photos, tallies, known, *summary);
  const auto index = data::index_csv(command.output, *photos);
  if (!index) return tl::unexpected(index.error());
  const std::string record_text = base::json_text(record, 2) + "\n";
  std::vector<base::OutputFile> files = {{command.output, base::bytes_of(*index)}};
  if (!command.record().empty()) files.push_back({command.record(), base::bytes_of(record_text)});
  if (auto written = base::write_files(files); !written) return written;
  if (base::output_kind(command.output) == base::OutputKind::standard_output) return {};
  if (!command.json) {
    print_text(command, tallies, known, *summary);
    return {};
  }
  record["index"] = base::path_text(command.output);
  std::printf("%s\n", base::json_text(record, 2).c_str());
  return {};
}

}  // namespace

void add_split_command(CLI::App& program, Action& action) {
  auto command = std::make_shared<SplitCommand>();
  CLI::App* app = program.add_subcommand("split", "Divide an index into train, val and test");
  app->add_option("index", command->index, "Index CSV of `deepcars prepare`")->required();
  app->add_option(
         "-o,--output", command->output,
         "Index CSV to write, with a split column; FILE.json beside it says how it was made. With --folds: a "
         "folder for fold-1.csv and so on, and folds.json")
      ->required();
  CLI::Option* folds =
      app->add_option(
             "--folds", command->folds,
             "Write this many splits for a cross-validation over sources: each holds whole sources out (as val) "
             "and trains on no make and model of theirs")
          ->check(CLI::Range(2, 1000))
          ->type_name("INT");
  app->add_option("--fractions", command->fractions, "Shares of train, val and test")
      ->delimiter(',')
      ->default_str("0.7,0.1,0.2")
      ->excludes(folds);
  app->add_option("--seed", command->options.seed, "Same seed, same split")->capture_default_str();
  CLI::Option* by =
      app->add_option("--by", command->by, "What stays in one split: group, source or model-year")
          ->capture_default_str()
          ->excludes(folds);
  reference::offer_words(*by, base::known_words<data::SplitUnit>());
  app->add_option("--hold-out-source", command->options.hold_out_sources,
                  "A source that goes to test as a whole; repeatable")
      ->excludes(folds);
  app->add_option(
         "--validation-source", command->options.validation_sources,
         "A source that goes to val as a whole, so that epochs are chosen by a source not seen; repeatable")
      ->excludes(folds);
  app->add_option(
         "--near-duplicates", command->options.max_near_duplicate_bits,
         "Photos whose perceptual hashes differ in at most this many of 64 bits stay in one split; -1: "
         "do not look for them")
      ->capture_default_str();
  app->add_option("--year-edges", command->options.year_edges,
                  "First years of the spans that the shares hold for too, for example 1950,1980,2000 "
                  "(default: decades)")
      ->delimiter(',');
  app->add_flag("--json", command->json, "Print the summary as JSON");
  app->footer(
      "Examples:\n  deepcars split index.csv --output split.csv --fractions 0.7,0.1,0.2 --seed 100\n"
      "  deepcars split index.csv --output folds --folds 4");
  app->callback([command, &action] {
    action = [command] {
      if (command->folds == 0) return split(*command);
      return split_into_folds(command->index, command->output,
                              {.folds = command->folds,
                               .seed = command->options.seed,
                               .max_near_duplicate_bits = command->options.max_near_duplicate_bits,
                               .year_edges = command->options.year_edges},
                              command->json);
    };
  });
}

}  // namespace deepcars::native
