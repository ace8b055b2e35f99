#include "tests/native/training_fixture.h"

#include <ostream>

#include "native/base/csv.h"
#include "native/base/files.h"
#include "tests/native/drawn_cars.h"

namespace deepcars::testing {

TemporaryFolder* TrainingFixture::folder_ = nullptr;
ProgramRun TrainingFixture::prepared_, TrainingFixture::split_;

std::ostream& operator<<(std::ostream& out, const EpochRow& row) {
  return out << row.epoch << ' ' << row.phase << " loss " << row.loss << " accuracy " << row.accuracy;
}

void TrainingFixture::SetUpTestSuite() {
  folder_ = new TemporaryFolder;
  draw_cars(path("cars"), {1925, 1950, 1975, 2000, 2020}, 10, 1);
  write_text(path("cars/1950/broken.jpg"), "no picture");
  prepared_ = run_deepcars({"prepare", "--folder-per-year", path("cars"), "-o", path("index.csv"), "--json"});
  split_ = run_deepcars(
      {"split", path("index.csv"), "-o", path("split.csv"), "--fractions", "0.6,0.2,0.2", "--json"});
}

void TrainingFixture::TearDownTestSuite() {
  delete folder_;
  folder_ = nullptr;
}

std::vector<std::string> TrainingFixture::train_arguments(const std::string& recipe,
                                                          const std::string& output, int epochs,
                                                          const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"train", path("split.csv"), "--recipe", recipe, "--weights", "none"};
  arguments.insert(arguments.end(), {"--output", path(output), "--epochs", std::to_string(epochs)});
  arguments.insert(arguments.end(), {"--bucket-width", "25", "--batch-size", "12", "--input-size", "32",
                                     "--model-input-size", std::to_string(kModelSizePx)});
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::vector<EpochRow> TrainingFixture::epochs(const std::string& output) {
  const auto table = base::read_csv(path(output + "/train_val_results_epochs.csv"));
  EXPECT_TRUE(table);
  std::vector<EpochRow> rows;
  if (!table) return rows;
  EXPECT_EQ(table->header, (std::vector<std::string>{"", "Epoch", "Loss", "Accuracy", "Time", "Phase"}));
  for (const auto& cells : table->rows) {
    rows.push_back({std::stoi(cells[1]), cells[5], std::stod(cells[2]), std::stod(cells[3])});
  }
  return rows;
}

CarModel TrainingFixture::load_model(const std::string& file) {
  auto model = base::read_file(file).and_then([](const auto& bytes) { return CarModel::load(bytes); });
  EXPECT_TRUE(model) << model.error().sentence();
  return std::move(model).value();
}

}  // namespace deepcars::testing
