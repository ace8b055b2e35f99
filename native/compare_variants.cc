// Part of deepcars-train: the runs of a sweep.
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "native/base/files.h"
#include "native/base/interrupts.h"
#include "native/base/json_file.h"
#include "native/base/json_text.h"
#include "native/data/folds.h"
#include "native/sweep/fold_runs.h"
#include "native/sweep/suspects_page.h"
#include "native/sweep/sweep_results.h"
#include "native/train/run/run_folder.h"
#include "native/train/session.h"
#include "native/training.h"

namespace deepcars::native {
namespace {
namespace fs = std::filesystem;

/// Answers that are this far from a label, in every variant, make the label suspect.
constexpr double suspect_years = 15;

Expected<std::size_t> count_folds(const fs::path& folder) {
  const std::string hint = "make them with `deepcars split --folds`";
  const auto record = base::read_json_object(data::folds_record(folder), hint);
  if (!record) return tl::unexpected(record.error());
  const auto folds = record->value("folds", nlohmann::json());
  if (folds.is_array() && !folds.empty()) return folds.size();
  return failure(ErrorCode::data_invalid,
                 data::folds_record(folder).string() + " does not say what folds there are", hint);
}

/// Trains one variant on one fold, unless that is done, and reads what it says of the held-out photos.
Expected<sweep::FoldRun> run_fold(const sweep::SweepSpec& spec, const sweep::Variant& variant,
                                  std::size_t fold) {
  const train::RunFolder folder(sweep::fold_run_folder(spec.output, variant.name, fold));
  train::TrainOptions options = variant.options;
  options.index = data::fold_file(spec.folds, fold).string();
  options.output = folder.path().string();
  std::error_code status;
  if (fs::exists(folder.finished_mark(), status)) {
    // The options may have been changed since.
    if (auto same = folder.open(options); !same) return tl::unexpected(same.error());
  } else {
    std::printf("\n== %s, fold %zu\n", one_line(variant.name).c_str(), fold);
    std::fflush(stdout);
    if (auto trained = train::train(options); !trained) return tl::unexpected(trained.error());
    if (auto written = base::write_file(folder.finished_mark(), std::string_view()); !written)
      return tl::unexpected(written.error());
    // What only a resumed run needs is four times as large as the model.
    fs::remove(folder.checkpoint(), status);
  }
  return sweep::read_fold_run(folder.path(), options.index);
}

/// Written after each variant, so that an interrupted sweep leaves what it has.
Expected<void> write_results(const fs::path& output, const std::vector<sweep::VariantResult>& results) {
  const std::vector<sweep::Suspect> suspects = sweep::find_suspects(results, suspect_years);
  const std::string table = sweep::suspects_csv(suspects),
                    page = sweep::suspects_page(suspects, suspect_years), rows = sweep::results_csv(results);
  const std::vector<base::OutputFile> files = {{output / "suspects.csv", base::bytes_of(table)},
                                               {output / "suspects.html", base::bytes_of(page)},
                                               {sweep::results_file(output), base::bytes_of(rows)}};
  return base::write_files(files);
}

}  // namespace

Expected<void> compare_variants(const sweep::SweepSpec& spec) {
  const auto folds = count_folds(spec.folds);
  if (!folds) return tl::unexpected(folds.error());
  base::catch_interrupts();

  std::vector<sweep::VariantResult> results;
  for (const sweep::Variant& variant : spec.variants) {
    std::vector<sweep::FoldRun> runs;
    for (std::size_t fold = 1; fold <= *folds; ++fold) {
      auto run = run_fold(spec, variant, fold);
      if (!run) return tl::unexpected(run.error());
      runs.push_back(*std::move(run));
    }
    results.push_back({.name = variant.name, .folds = sweep::score_folds(runs)});
    const std::string calibration = base::json_text(to_json(sweep::fit_calibration(runs)), 2) + "\n";
    if (auto written = base::write_file(spec.output / variant.name / "calibration.json", calibration);
        !written)
      return written;
    if (auto written = write_results(spec.output, results); !written) return written;
  }
  std::printf(
      "%s\nwritten to %s; labels that every variant finds more than %.0f years off: %s, as pictures %s\n",
      sweep::results_table(results).c_str(), sweep::results_file(spec.output).c_str(), suspect_years,
      (spec.output / "suspects.csv").c_str(), (spec.output / "suspects.html").c_str());
  return {};
}

}  // namespace deepcars::native
