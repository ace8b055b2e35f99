#include "native/train/run/run_folder.h"

#include "native/base/csv.h"
#include "native/base/files.h"
#include "native/base/json_file.h"
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

}  // namespace

Expected<void> RunFolder::open(const TrainOptions& options) const {
  std::error_code problem;
  if (options.fresh) {
    for (const fs::path& file : {config(), split(), checkpoint(), best_state(), model(), validation_csv(),
                                 epochs_csv(), batches_csv()}) {
      fs::remove(file, problem);
    }
  }
  if (fs::exists(config(), problem)) {
    const std::string hint = "name another --output, or add --fresh to replace it";
    const auto earlier = base::read_json_object(config(), hint);
    if (!earlier) return tl::unexpected(earlier.error());
    for (const TrainOption& option : option_table()) {
      if (!option.decides) continue;
      if (earlier->value(option.key, nlohmann::json()) == option.json(options)) continue;
      return failure(ErrorCode::data_invalid,
                     folder_.string() + " holds a run with other options (" + option.name() + ")", hint);
    }
    return {};
  }
  return base::write_file(config(), config_json(options).dump(2) + "\n");
}

void Results::add_batch(int batch, double loss, double accuracy, const char* phase) {
  batches_.push_back({std::to_string(batch), base::fixed(loss, 6), base::fixed(accuracy, 6), phase});
}

void Results::add_epoch(int epoch, double loss, double accuracy, double time_s, const char* phase) {
  epochs_.push_back(
      {std::to_string(epoch), base::fixed(loss, 6), base::fixed(accuracy, 6), base::fixed(time_s, 3), phase});
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

nlohmann::json Results::to_json() const { return {{"batches", batches_}, {"epochs", epochs_}}; }

void Results::from_json(const nlohmann::json& json) {
  batches_ = json.at("batches").get<Rows>();
  epochs_ = json.at("epochs").get<Rows>();
}

}  // namespace deepcars::train
