// The folder of one training run: its options, what it measured, where it stands, what came out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "native/base/model.h"
#include "native/train/run/scalars.h"
#include "native/train/run/train_options.h"
#include "shared/error.h"

namespace deepcars::train {

class RunFolder {
 public:
  explicit RunFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path config() const { return folder_ / "config.json"; }
  std::filesystem::path split() const { return folder_ / "split.csv"; }
  std::filesystem::path checkpoint() const { return folder_ / "checkpoint.pt"; }
  std::filesystem::path best_state() const { return folder_ / "best_state.safetensors"; }
  std::filesystem::path model() const { return folder_ / "model.safetensors"; }
  /// The training photos that a photo can resemble; see features_fit.h.
  std::filesystem::path neighbours() const { return folder_ / base::neighbours_name; }
  /// What the kept epoch says of the validation photos; see validation_answers.h.
  std::filesystem::path validation_csv() const { return folder_ / "validation_answers.csv"; }
  std::filesystem::path epochs_csv() const { return folder_ / "train_val_results_epochs.csv"; }
  std::filesystem::path batches_csv() const { return folder_ / "train_val_results_batches.csv"; }
  /// The logs that --log asks for. There may be one event file; its name holds the second at which it was begun.
  std::filesystem::path jsonl_log() const { return folder_ / "log.jsonl"; }
  std::filesystem::path event_file(std::int64_t begun_s) const;
  std::vector<std::filesystem::path> event_files() const;
  /// There is this file once the run is finished and its checkpoint removed, as a sweep does.
  std::filesystem::path finished_mark() const { return folder_ / "finished"; }
  const std::filesystem::path& path() const { return folder_; }

  /// Makes the folder ready for a run with these options (see config_json). With options.fresh, the files of
  /// an earlier run go first; otherwise an earlier run must agree in every option that decides the outcome.
  /// Errors: file_unwritable; data_invalid if it is another run's, naming the first option that differs.
  Expected<void> open(const TrainOptions& options) const;

 private:
  std::filesystem::path folder_;
};

/// The two tables of the Python original, with its columns and its unnamed index column in front. Loss is the
/// mean per photo (the original's epoch rows divide a sum of batch means by the number of photos). And the scalars that
/// logs are made of.
class Results {
 public:
  void add_batch(int batch, double loss, double accuracy, const char* phase);
  void add_epoch(int epoch, double loss, double accuracy, double time_s, const char* phase);
  /// Adds to the list that the logs are made of, with the step and the time of now. Returns the row.
  const ScalarRow& add_scalars(int epoch, std::map<std::string, double> scalars);
  const std::vector<ScalarRow>& scalars() const { return scalars_; }

  /// Both files, each at once. Errors: file_unwritable.
  Expected<void> write(const RunFolder& folder) const;

  /// As text, for the checkpoint: a run that resumes goes on with the same tables.
  nlohmann::json to_json() const;
  void from_json(const nlohmann::json& json);

 private:
  using Rows = std::vector<std::vector<std::string>>;
  Rows batches_, epochs_;
  std::int64_t steps_ = 0;  // Training batches.
  std::vector<ScalarRow> scalars_;
};

}  // namespace deepcars::train
