#include "native/info/folders.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <vector>

#include "native/base/csv.h"
#include "native/base/json_file.h"
#include "native/base/photo_files.h"
#include "native/base/text.h"
#include "native/data/folds.h"
#include "native/info/describe.h"
#include "native/info/json_files.h"
#include "native/info/training_run.h"
#include "native/sweep/fold_runs.h"
#include "native/sweep/sweep_results.h"
#include "native/train/run/run_folder.h"

namespace deepcars::info {
namespace fs = std::filesystem;
namespace {

/// The variants whose first fold has been begun, by name.
std::vector<std::string> variants_in(const fs::path& sweep) {
  std::vector<std::string> names;
  std::error_code problem;
  for (fs::directory_iterator at(sweep, problem); !problem && at != fs::directory_iterator();
       at.increment(problem)) {
    const std::string name = at->path().filename().string();
    if (is_there(train::RunFolder(sweep::fold_run_folder(sweep, name, 1)).config())) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The mean error of each variant over the folds, from the rows of all held-out photos.
Expected<std::map<std::string, double>> mean_errors(const fs::path& results) {
  const auto table = base::read_csv(results);
  if (!table) return tl::unexpected(table.error());
  const auto variant = table->column("variant"), part = table->column("part"),
             error = table->column("mae_years");
  std::map<std::string, double> means;
  if (!variant || !part || !error) return means;
  std::map<std::string, std::pair<double, int>> sums;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    if (table->cell(row, *part) != "all" || table->cell(row, *error).empty()) continue;
    auto& [sum, folds] = sums[table->cell(row, *variant)];
    double years = 0;
    const std::string& cell = table->cell(row, *error);
    std::from_chars(cell.data(), cell.data() + cell.size(), years);
    sum += years;
    ++folds;
  }
  for (const auto& [name, sum] : sums) means[name] = sum.first / sum.second;
  return means;
}

Expected<Description> describe_sweep(const fs::path& path, const std::vector<std::string>& variants) {
  std::int64_t begun = 0, finished = 0;
  for (const std::string& variant : variants) {
    for (std::size_t fold = 1; is_there(sweep::fold_run_folder(path, variant, fold)); ++fold) {
      ++begun;
      finished +=
          is_there(train::RunFolder(sweep::fold_run_folder(path, variant, fold)).finished_mark()) ? 1 : 0;
    }
  }
  Description sweep(path.string(), "sweep");
  sweep.add("variants", variants, std::to_string(variants.size()) + ": " + some_of(variants));
  sweep.add("runs_finished", finished,
            std::to_string(finished) + " of " + std::to_string(begun) + " that are begun");
  if (is_there(sweep::results_file(path))) {
    const auto errors = mean_errors(sweep::results_file(path));
    if (!errors) return tl::unexpected(errors.error());
    const auto best = std::min_element(errors->begin(), errors->end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (best != errors->end()) {
      sweep.add("mae_years", *errors,
                base::fixed(best->second, 2) + " years off on average over the folds is the least, by " +
                    best->first);
    }
    sweep.add("results", sweep::results_file(path).string());
  }
  sweep.add("to_go_on", "deepcars sweep SPECIFICATION: the same as before repeats nothing");
  return sweep;
}

}  // namespace

Expected<Description> describe_folder(const fs::path& path) {
  if (is_there(train::RunFolder(path).config())) return describe_training_run(path);
  const fs::path metrics = path / "metrics.json";
  for (const fs::path& record : {data::folds_record(path), metrics}) {
    if (!is_there(record)) continue;
    auto described = describe_json(record);
    if (described && record == metrics && is_there(path / "report.html")) {
      described->add("open", (path / "report.html").string());
    }
    return described;
  }
  if (const auto variants = variants_in(path); !variants.empty()) return describe_sweep(path, variants);
  const auto photos = base::photo_files(path);
  if (!photos) return tl::unexpected(photos.error());
  return not_ours(path, photos->files.empty() ? "a folder of something else"
                                              : "a folder with " + std::to_string(photos->files.size()) +
                                                    " photos and no index of them (see `deepcars prepare`)");
}

}  // namespace deepcars::info
