#include "native/split_folds.h"

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "native/base/decade.h"
#include "native/base/files.h"
#include "native/base/json_text.h"
#include "native/base/unicode.h"

namespace deepcars::native {
namespace fs = std::filesystem;
namespace {

/// The photos of a fold by decade, and the number that it trains on.
struct FoldTally {
  std::map<std::string, int> held_out_by_decade;
  int held_out = 0, train = 0;
};

FoldTally tally_of(const data::Fold& fold) {
  FoldTally tally;
  for (const data::Photo& photo : fold.photos) {
    const bool held_out = photo.split == "val";
    (held_out ? tally.held_out : tally.train) += 1;
    if (held_out) ++tally.held_out_by_decade[base::decade_text(photo.year)];
  }
  return tally;
}

nlohmann::json record_json(const std::string& index, const data::FoldOptions& options,
                           const std::vector<data::Fold>& folds) {
  nlohmann::json list = nlohmann::json::array();
  for (const data::Fold& fold : folds) {
    const FoldTally count = tally_of(fold);
    list.push_back({{"file", data::fold_file("", list.size() + 1).string()},
                    {"photos_held_out", count.held_out},
                    {"photos_held_out_by_decade", count.held_out_by_decade},
                    {"photos_train", count.train},
                    {"sources_held_out_whole", fold.sources},
                    {"left_out_for_their_group", fold.left_out_for_group},
                    {"left_out_as_near_duplicates", fold.left_out_for_duplicates}});
  }
  return {{"program", "deepcars " DEEPCARS_VERSION},
          {"of_index", base::path_text(fs::path(index).filename())},
          {"seed", options.seed},
          {"near_duplicate_bits", options.max_near_duplicate_bits},
          {"year_edges", options.year_edges},
          {"folds", list}};
}

void print_table(const std::vector<data::Fold>& folds, const fs::path& folder) {
  std::vector<FoldTally> tallies;
  std::set<std::string> decades;
  for (const data::Fold& fold : folds) {
    tallies.push_back(tally_of(fold));
    for (const auto& [decade, count] : tallies.back().held_out_by_decade) decades.insert(decade);
  }
  std::printf("%-5s %6s %8s %8s %8s ", "fold", "train", "left out", "held out", "sources");
  for (const std::string& decade : decades) std::printf(" %5s", decade.c_str());
  std::printf("\n");
  for (std::size_t i = 0; i < folds.size(); ++i) {
    std::printf("%-5zu %6d %8zu %8d %8zu ", i + 1, tallies[i].train,
                folds[i].left_out_for_group + folds[i].left_out_for_duplicates, tallies[i].held_out,
                folds[i].sources.size());
    for (const std::string& decade : decades) std::printf(" %5d", tallies[i].held_out_by_decade[decade]);
    std::printf("\n");
  }
  std::printf(
      "Held-out photos are from sources that their fold does not train on, except those of sources too large for one "
      "fold.\nLeft out: photos of a held-out make and model, and near duplicates of held-out photos.\n"
      "written to %s and, how they were made, %s\n",
      one_line(data::fold_file(folder, 1).string()).c_str(),
      one_line(data::folds_record(folder).string()).c_str());
}

/// Files of an earlier cross-validation with more folds would be taken for folds of this one.
void remove_surplus(const fs::path& folder, std::size_t folds) {
  std::error_code status;
  for (std::size_t i = folds + 1; fs::remove(data::fold_file(folder, i), status); ++i) continue;
}

}  // namespace

Expected<void> split_into_folds(const std::string& index, const fs::path& folder,
                                const data::FoldOptions& options, bool json) {
  const auto photos = data::read_index(index);
  if (!photos) return tl::unexpected(photos.error());
  const auto folds = data::make_folds(*photos, options);
  if (!folds) return tl::unexpected(folds.error());
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < folds->size(); ++i) {
    auto text = data::index_csv(data::fold_file(folder, i + 1), (*folds)[i].photos);
    if (!text) return tl::unexpected(text.error());
    texts.push_back(*std::move(text));
  }
  const std::string record = base::json_text(record_json(index, options, *folds), 2) + "\n";
  std::vector<base::OutputFile> files;
  for (std::size_t i = 0; i < texts.size(); ++i)
    files.push_back({data::fold_file(folder, i + 1), base::bytes_of(texts[i])});
  files.push_back({data::folds_record(folder), base::bytes_of(record)});
  if (auto written = base::write_files(files); !written) return written;
  remove_surplus(folder, folds->size());
  if (json) {
    std::fputs(record.c_str(), stdout);
  } else {
    print_table(*folds, folder);
  }
  return {};
}

}  // namespace deepcars::native
