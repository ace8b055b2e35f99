// deepcars prepare: photo collections become one checked index.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "native/base/csv.h"
#include "native/base/decade.h"
#include "native/base/files.h"
#include "native/base/interrupts.h"
#include "native/base/json_text.h"
#include "native/base/photo_files.h"
#include "native/base/threads.h"
#include "native/base/unicode.h"
#include "native/commands.h"
#include "native/data/check_photos.h"
#include "native/data/source_files.h"
#include "shared/text.h"

namespace deepcars::native {
namespace {

struct PrepareOptions {
  std::vector<std::string> stanford_cars, compcars, vmmrdb, folders_per_year, csv_files;
  std::string dvm_car, dvm_car_tables, dvm_car_images;
  data::CsvColumns columns;
  std::string root;
  std::string output;
  int threads = 0;
  bool keep_damaged = false;
  bool json = false;

  /// Beside the index: what was dropped, and why. Empty if the index goes to a device or pipe.
  std::string dropped() const {
    return base::output_kind(output) == base::OutputKind::file ? output + ".dropped.csv" : "";
  }
};

Expected<data::Collected> collect_all(const PrepareOptions& options) {
  data::Collected all;
  const auto take = [&](Expected<data::Collected> found) -> Expected<void> {
    if (!found) return tl::unexpected(found.error());
    std::move(found->photos.begin(), found->photos.end(), std::back_inserter(all.photos));
    std::move(found->dropped.begin(), found->dropped.end(), std::back_inserter(all.dropped));
    return {};
  };
  using Reader = Expected<data::Collected> (*)(const std::filesystem::path&);
  for (const auto& [folders, read] : {std::pair<const std::vector<std::string>&, Reader>{
                                          options.stanford_cars, data::collect_stanford_cars},
                                      {options.compcars, data::collect_compcars},
                                      {options.vmmrdb, data::collect_vmmrdb},
                                      {options.folders_per_year, data::collect_folder_per_year}}) {
    for (const auto& folder : folders) {
      if (auto done = take(read(folder)); !done) return tl::unexpected(done.error());
    }
  }
  if (!options.dvm_car.empty()) {
    auto found = data::collect_dvm_car(
        {.folder = options.dvm_car, .tables = options.dvm_car_tables, .images = options.dvm_car_images});
    if (auto done = take(std::move(found)); !done) return tl::unexpected(done.error());
  }
  for (const auto& file : options.csv_files) {
    data::CsvColumns columns = options.columns;
    columns.root = options.root;
    if (auto done = take(data::collect_csv(file, columns)); !done) return tl::unexpected(done.error());
  }
  return all;
}

std::string dropped_csv(const std::vector<data::Dropped>& dropped) {
  std::string text = base::csv_line({"path", "reason", "detail"});
  for (const data::Dropped& row : dropped)
    text += base::csv_line({base::path_text(row.path), row.reason, base::to_utf8(row.detail)});
  return text;
}

void print_summary(const PrepareOptions& options, const data::Collected& found) {
  std::map<std::string, int> reasons, decades;
  for (const data::Dropped& row : found.dropped) ++reasons[row.reason];
  for (const data::Photo& photo : found.photos) ++decades[base::decade_text(photo.year)];
  const auto estimates = std::count_if(found.photos.begin(), found.photos.end(),
                                       [](const data::Photo& photo) { return photo.estimate.has_value(); });
  if (options.json) {
    const nlohmann::json summary = {{"index", base::path_text(options.output)},
                                    {"photos", found.photos.size()},
                                    {"damaged_kept", found.damaged_kept},
                                    {"dropped", found.dropped.size()},
                                    {"dropped_by_reason", reasons},
                                    {"photos_by_decade", decades},
                                    {"estimated_years", estimates}};
    std::printf("%s\n", base::json_text(summary, 2).c_str());
    return;
  }
  const std::string output = one_line(options.output);
  std::printf("%s: %zu photos\n", output.c_str(), found.photos.size());
  for (const auto& [decade, count] : decades) std::printf("  %s  %6d\n", decade.c_str(), count);
  if (estimates > 0) std::printf("estimated: %td years, from spans such as 1990s\n", estimates);
  if (found.damaged_kept > 0) std::printf("of these damaged in part: %zu\n", found.damaged_kept);
  if (found.dropped.empty()) return;
  std::printf("dropped: %zu, listed in %s.dropped.csv\n", found.dropped.size(), output.c_str());
  for (const auto& [reason, count] : reasons) std::printf("  %6d  %s\n", count, reason.c_str());
}

/// The list of what was dropped, and the index unless no photo is left.
Expected<void> write_tables(const PrepareOptions& options, const data::Collected& found) {
  const std::string dropped = dropped_csv(found.dropped), dropped_path = options.dropped();
  const auto index = data::index_csv(options.output, found.photos);
  if (!index) return tl::unexpected(index.error());
  std::vector<base::OutputFile> files;
  if (!dropped_path.empty()) files.push_back({dropped_path, base::bytes_of(dropped)});
  if (!found.photos.empty()) files.push_back({options.output, base::bytes_of(*index)});
  return base::write_files(files);
}

Expected<void> prepare(const PrepareOptions& options) {
  const std::vector<std::filesystem::path> inputs(options.csv_files.begin(), options.csv_files.end());
  const std::vector<std::filesystem::path> outputs = {options.output, options.dropped()};
  if (auto possible = base::check_outputs(outputs, inputs); !possible) return possible;
  auto found = collect_all(options);
  if (!found) return tl::unexpected(found.error());
  if (found->photos.empty() && found->dropped.empty()) {
    return failure(ErrorCode::invalid_argument, "no photos were named",
                   "give --folder-per-year, --csv, --stanford-cars, --dvm-car, --compcars or --vmmrdb");
  }
  if (!data::check_photos(*found, base::thread_count(options.threads),
                          options.keep_damaged ? data::Damaged::keep : data::Damaged::drop)) {
    return failure(ErrorCode::interrupted, "interrupted; no file was written", "run the same command again");
  }
  if (auto written = write_tables(options, *found); !written) return written;
  if (found->photos.empty()) {
    return failure(ErrorCode::data_invalid,
                   "none of the " + std::to_string(found->dropped.size()) +
                       " photos found can be used: " + data::commonest_reasons(found->dropped),
                   "see " + options.output + ".dropped.csv for the reasons");
  }
  if (base::output_kind(options.output) != base::OutputKind::standard_output) print_summary(options, *found);
  if (found->dropped.size() > found->photos.size()) {
    std::fprintf(stderr, "deepcars: most photos are left out: %s\n",
                 one_line(data::commonest_reasons(found->dropped)).c_str());
  }
  const auto failed = std::count_if(found->dropped.begin(), found->dropped.end(),
                                    [](const data::Dropped& row) { return row.failed; });
  if (failed == 0) return {};
  return failure(ErrorCode::some_inputs_failed,
                 std::to_string(failed) + " of " +
                     std::to_string(found->photos.size() + found->dropped.size()) +
                     " photos could not be read; the index is written without them",
                 "see " + options.output + ".dropped.csv");
}

}  // namespace

void add_prepare_command(CLI::App& program, Action& action) {
  auto options = std::make_shared<PrepareOptions>();
  CLI::App* command = program.add_subcommand("prepare", "Make one index CSV of your photos, checking each");
  command->add_option(
      "--folder-per-year", options->folders_per_year,
      "Folder with folders 1998/, 1999/, ...; 1990s/ and 2010-2012/ count as estimates; repeatable");
  command->add_option(
      "--csv", options->csv_files,
      "Table of photos as pandas or Excel write it (commas, semicolons or tabs; UTF-8 or UTF-16), also a pipe; years "
      "as 2015, 2015.0, a date, 1990s or 2010-2012; see the column options; repeatable");
  command->add_option(
      "--stanford-cars", options->stanford_cars,
      "Stanford Cars: folders \"Make Model Year\", also in train/ and test/ or up to two levels below; or the devkit, "
      "as .mat files or as names.csv, anno_train.csv and anno_test.csv; repeatable");
  command->add_option(
      "--dvm-car", options->dvm_car,
      "DVM-CAR: Basic_table.csv, Ad_table.csv, Image_table.csv and the photos; kept are those of a "
      "first selling year after 1980. Or only its Confirmed_fronts/<make>/<year>/");
  command->add_option("--dvm-car-tables", options->dvm_car_tables, "Where its tables are, if not in there")
      ->needs("--dvm-car");
  command
      ->add_option("--dvm-car-images", options->dvm_car_images,
                   "Where its <make>/<model>/<year>/<color>/ are, if not in there")
      ->needs("--dvm-car");
  command->add_option(
      "--compcars", options->compcars,
      "CompCars: image/<make id>/<model id>/<year>/ and misc/make_model_name.mat; repeatable");
  command->add_option("--vmmrdb", options->vmmrdb, "VMMRdb: folders such as honda_accord_2005/; repeatable");
  command->add_option("--path-column", options->columns.path, "CSV column of the photo's path")
      ->capture_default_str();
  command->add_option("--year-column", options->columns.year, "CSV column of the production year")
      ->capture_default_str();
  command->add_option("--make-column", options->columns.make, "CSV column of the make")
      ->capture_default_str();
  command->add_option("--model-column", options->columns.model, "CSV column of the model")
      ->capture_default_str();
  command->add_option("--group-column", options->columns.group,
                      "CSV column of the group that stays in one split (default: make and model)");
  command->add_option("--source-column", options->columns.source,
                      "CSV column of the collection's name (default: the CSV's own name)");
  command
      ->add_option("--viewpoint-column", options->columns.viewpoint,
                   "CSV column of the degrees around the car, 0 in front")
      ->capture_default_str();
  command
      ->add_option("--from-year-column", options->columns.from_year,
                   "CSV column of the first year that the car may be of, where the year is an estimate")
      ->capture_default_str();
  command->add_option("--to-year-column", options->columns.to_year, "CSV column of the last such year")
      ->capture_default_str();
  command->add_option("--root", options->root,
                      "Folder that the CSV's paths start from (default: the CSV's own)");
  command->add_option("-o,--output", options->output, "Index CSV to write")->required();
  command->add_flag("--keep-damaged", options->keep_damaged,
                    "Keep photos that are damaged, but of which a part can be shown");
  add_threads_option(*command, options->threads);
  command->add_flag("--json", options->json, "Print the summary as JSON");
  command->footer(
      "Example:\n  deepcars prepare --stanford-cars stanford_cars --folder-per-year my_photos -o index.csv\n\n"
      "Exit status: 0 the index is written (photos left out by rule, such as duplicates, are no failure);\n"
      "3 it is written without photos that could not be read; 1 failed; 2 wrong usage;\n"
      "130 interrupted: nothing is written.\n\n"
      "Photos are files that end in " +
      joined(base::photo_extensions) +
      ". Hidden files, __MACOSX and @eaDir are passed over.\n"
      "One photo with two years is left out, and both places are named.");
  command->callback([options, &action] {
    action = [options] {
      base::catch_interrupts();
      return prepare(*options);
    };
  });
}

}  // namespace deepcars::native
