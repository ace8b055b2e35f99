#include "native/train/run/run_folder.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "native/base/csv.h"
#include "native/base/files.h"
#include "native/base/json_file.h"
#include "native/base/json_text.h"
#include "native/base/text.h"
#include "native/train/run/option_table.h"
#include "native/train/run/train_config.h"

namespace deepcars::train {
namespace fs = std::filesystem;
namespace {

std::string table_text(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows) {
  std::string text = base::csv_line(header);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<std::string> cells = {std::to_string(i)};
    cells.insert(cells.end(), rows[i].begin(), rows[i].end());
    text += base::csv_line(cells);
  }
  return text;
}

constexpr std::string_view event_file_start = "events.out.tfevents.";  // TensorBoard looks for "tfevents".
constexpr std::string_view train_phase = "Train";

}  // namespace

fs::path RunFolder::event_file(std::int64_t begun_s) const {
  return folder_ / (std::string(event_file_start) + std::to_string(begun_s) + ".deepcars");
}

std::vector<fs::path> RunFolder::event_files() const {
  std::vector<fs::path> files;
  std::error_code problem;
  for (fs::directory_iterator at(folder_, problem); !problem && at != fs::directory_iterator();
       at.increment(problem)) {
    if (at->path().filename().string().starts_with(event_file_start)) files.push_back(at->path());
  }
  return files;
}

Expected<void> RunFolder::open(const TrainOptions& options) const {
  std::error_code problem;
  if (options.fresh) {
    std::vector<fs::path> earlier = event_files();
    earlier.insert(earlier.end(),
                   {config(), split(), checkpoint(), best_state(), model(), neighbours(), validation_csv(),
                    epochs_csv(), batches_csv(), jsonl_log(), finished_mark()});
    for (const fs::path& file : earlier) fs::remove(file, problem);
  }
  if (fs::exists(config(), problem)) {
    const std::string hint = "name another --output, or add --fresh to replace it";
    const auto earlier = base::read_json_object(config(), hint);
    if (!earlier) return tl::unexpected(earlier.error());
    const TrainOptions defaults = recipe_defaults(options.recipe);
    for (const TrainOption& option : option_table()) {
      if (!option.decides) continue;
      // An earlier version did not know every option of this one: it did what is now the default.
      if (earlier->value(option.key, option.json(defaults)) == option.json(options)) continue;
      return failure(ErrorCode::data_invalid,
                     folder_.string() + " holds a run with other options (" + option.name() + ")", hint);
    }
    return {};
  }
  return base::write_file(config(), base::json_text(config_json(options), 2) + "\n");
}

void Results::add_batch(int batch, double loss, double accuracy, const char* phase) {
  batches_.push_back({std::to_string(batch), base::fixed(loss, 6), base::fixed(accuracy, 6), phase});
  if (phase == train_phase) ++steps_;
}

void Results::add_epoch(int epoch, double loss, double accuracy, double time_s, const char* phase) {
  epochs_.push_back(
      {std::to_string(epoch), base::fixed(loss, 6), base::fixed(accuracy, 6), base::fixed(time_s, 3), phase});
}

const ScalarRow& Results::add_scalars(int epoch, std::map<std::string, double> scalars) {
  return scalars_.emplace_back(
      ScalarRow{.step = steps_, .epoch = epoch, .wall_time_s = wall_time_s(), .scalars = std::move(scalars)});
}

Expected<void> Results::write(const RunFolder& folder) const {
  if (auto done = base::write_file(folder.batches_csv(),
                                   table_text({"", "Batch", "Loss", "Accuracy", "Phase"}, batches_));
      !done) {
    return done;
  }
  return base::write_file(folder.epochs_csv(),
                          table_text({"", "Epoch", "Loss", "Accuracy", "Time", "Phase"}, epochs_));
}

nlohmann::json Results::to_json() const {
  nlohmann::json scalars = nlohmann::json::array();
  for (const ScalarRow& row : scalars_) scalars.push_back(nlohmann::json(train::to_json(row)));
  return {{"batches", batches_}, {"epochs", epochs_}, {"scalars", scalars}};
}

void Results::from_json(const nlohmann::json& json) {
  batches_ = json.at("batches").get<Rows>();
  epochs_ = json.at("epochs").get<Rows>();
  steps_ = std::count_if(batches_.begin(), batches_.end(),
                         [](const auto& row) { return row.at(3) == train_phase; });
  scalars_.clear();
  // Earlier versions kept none: the logs of such a run begin where it goes on.
  for (const auto& row : json.value("scalars", nlohmann::json::array())) {
    scalars_.push_back(scalar_row_from_json(row));
  }
}

}  // namespace deepcars::train
