#include "native/report/learning_curves.h"

#include <charconv>
#include <cmath>
#include <map>

#include "native/base/csv.h"

namespace deepcars::report {
namespace fs = std::filesystem;
namespace {

/// A whole cell as a finite number.
bool parse(const std::string& cell, double& value) {
  const auto end = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return end.ec == std::errc() && end.ptr == cell.data() + cell.size() && std::isfinite(value);
}

/// step_column is "Epoch" or "Batch"; only epochs have a Time.
Expected<std::vector<LearningCurvePoint>> read_points(const fs::path& path, const char* step_column) {
  const auto table = base::read_csv(path);
  if (!table) return tl::unexpected(table.error());
  const auto phase = table->column("Phase"), step = table->column(step_column), loss = table->column("Loss"),
             accuracy = table->column("Accuracy"), time = table->column("Time");
  if (!phase || !step || !loss || !accuracy) {
    return failure(ErrorCode::data_invalid,
                   path.string() + " lacks one of the columns " + step_column + ", Loss, Accuracy, Phase",
                   "give the folder of a training run with --run");
  }
  std::vector<LearningCurvePoint> points;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    LearningCurvePoint point{table->cell(row, *phase)};
    if (!parse(table->cell(row, *step), point.step) || !parse(table->cell(row, *loss), point.loss) ||
        !parse(table->cell(row, *accuracy), point.accuracy) ||
        (time && !parse(table->cell(row, *time), point.time_s))) {
      return failure(
          ErrorCode::data_invalid,
          path.string() + ": row " + std::to_string(row + 2) + " holds something that is not a number",
          "repair it, or give another run folder with --run");
    }
    points.push_back(point);
  }
  return points;
}

/// Replaces each batch's own number by the training batches done until then.
void count_training_batches(std::vector<LearningCurvePoint>& points) {
  double done = 0;
  for (LearningCurvePoint& point : points) {
    if (point.phase == "Train") done += 1;
    point.step = done;
  }
}

std::vector<LearningCurvePoint> averaged(const std::vector<LearningCurvePoint>& points,
                                         std::size_t batches_per_point) {
  std::map<std::string, std::vector<LearningCurvePoint>> waiting;
  std::vector<LearningCurvePoint> result;
  for (const LearningCurvePoint& point : points) {
    std::vector<LearningCurvePoint>& of_phase = waiting[point.phase];
    of_phase.push_back(point);
    if (of_phase.size() < batches_per_point) continue;
    LearningCurvePoint mean{point.phase};
    for (const LearningCurvePoint& part : of_phase) {
      const auto count = static_cast<double>(of_phase.size());
      mean.step += part.step / count;
      mean.loss += part.loss / count;
      mean.accuracy += part.accuracy / count;
    }
    result.push_back(mean);
    of_phase.clear();
  }
  return result;
}

}  // namespace

Expected<LearningCurves> read_learning_curves(const fs::path& epochs_csv, const fs::path& batches_csv) {
  auto epochs = read_points(epochs_csv, "Epoch");
  if (!epochs) return tl::unexpected(epochs.error());
  auto batches = read_points(batches_csv, "Batch");
  if (!batches) return tl::unexpected(batches.error());
  count_training_batches(*batches);
  std::map<std::string, std::size_t> of_phase;
  std::size_t max_of_phase = 1;
  for (const LearningCurvePoint& point : *batches)
    max_of_phase = std::max(max_of_phase, ++of_phase[point.phase]);
  LearningCurves curves;
  std::error_code status;
  curves.run = fs::absolute(epochs_csv, status).parent_path().filename().string();
  curves.by_epoch = std::move(*epochs);
  curves.batches_per_point = (max_of_phase + max_batch_points - 1) / max_batch_points;
  curves.by_batch = averaged(*batches, curves.batches_per_point);
  return curves;
}

}  // namespace deepcars::report
