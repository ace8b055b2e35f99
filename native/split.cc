// deepcars split: which photos to learn from, which to choose by and which to measure on.
#include "native/data/split.h"

#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "native/commands.h"

namespace deepcars::native {
namespace {

struct SplitCommand {
  std::string index, output;
  std::vector<double> fractions = {0.7, 0.1, 0.2};
  std::string by = "group";
  SplitOptions options;
  bool json = false;
};

struct Tally {
  int photos = 0;
  std::set<std::string> groups;
  std::map<std::string, int> decades;
};

/// Photos of held-out sources whose group also trains: they measure a new source, not a new car.
int known_groups_held_out(const std::vector<Photo>& photos, const std::map<std::string, Tally>& tallies) {
  const auto train = tallies.find("train");
  int count = 0;
  for (const Photo& photo : photos) {
    if (photo.split == "test" && train != tallies.end())
      count += train->second.groups.contains(photo.split_group);
  }
  return count;
}

void print_text(const SplitCommand& command, const std::map<std::string, Tally>& tallies, int known) {
  std::set<std::string> decades;
  for (const auto& [name, tally] : tallies) {
    for (const auto& [decade, count] : tally.decades) decades.insert(decade);
  }
  std::printf("%-6s %7s %7s", "split", "photos", "groups");
  for (const auto& decade : decades) std::printf(" %6s", decade.c_str());
  std::printf("\n");
  for (const std::string_view name : split_names) {
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
  std::printf("written to %s\n", command.output.c_str());
}

Expected<void> split(SplitCommand& command) {
  const auto unit = split_unit_from_name(command.by);
  if (!unit) return tl::unexpected(unit.error());
  if (command.fractions.size() != 3) {
    return failure(ErrorCode::invalid_argument, "--fractions needs three numbers",
                   "use for example 0.7,0.1,0.2");
  }
  command.options.unit = *unit;
  std::copy(command.fractions.begin(), command.fractions.end(), command.options.fractions.begin());
  auto photos = read_index(command.index);
  if (!photos) return tl::unexpected(photos.error());
  if (auto done = split_photos(*photos, command.options); !done) return done;
  if (auto written = write_index(command.output, *photos); !written) return written;

  std::map<std::string, Tally> tallies;
  for (const Photo& photo : *photos) {
    Tally& tally = tallies[photo.split];
    ++tally.photos;
    tally.groups.insert(photo.split_group);
    ++tally.decades[decade_text(photo.year)];
  }
  const int known = known_groups_held_out(*photos, tallies);
  if (!command.json) {
    print_text(command, tallies, known);
    return {};
  }
  nlohmann::json splits;
  for (const auto& [name, tally] : tallies) {
    splits[name] = {
        {"photos", tally.photos}, {"groups", tally.groups.size()}, {"photos_by_decade", tally.decades}};
  }
  const nlohmann::json summary = {
      {"index", command.output}, {"splits", splits}, {"test_photos_of_trained_groups", known}};
  std::printf("%s\n", summary.dump(2).c_str());
  return {};
}

}  // namespace

void add_split_command(CLI::App& program, Action& action) {
  auto command = std::make_shared<SplitCommand>();
  CLI::App* app = program.add_subcommand("split", "Divide an index into train, val and test");
  app->add_option("index", command->index, "Index CSV of `deepcars prepare`")->required();
  app->add_option("-o,--output", command->output, "Index CSV to write, with a split column")->required();
  app->add_option("--fractions", command->fractions, "Shares of train, val and test")
      ->delimiter(',')
      ->default_str("0.7,0.1,0.2");
  app->add_option("--seed", command->options.seed, "Same seed, same split")->capture_default_str();
  app->add_option("--by", command->by, "What stays in one split: group, source or model-year")
      ->capture_default_str();
  app->add_option("--hold-out-source", command->options.hold_out_sources,
                  "A source that goes to test wholly; repeatable");
  app->add_flag("--json", command->json, "Print the summary as JSON");
  app->footer("Example:\n  deepcars split index.csv --output split.csv --fractions 0.7,0.1,0.2 --seed 100");
  app->callback([command, &action] { action = [command] { return split(*command); }; });
}

}  // namespace deepcars::native
