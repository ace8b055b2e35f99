// split --folds and sweep on drawn cars, as a user would run them.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/base/csv.h"
#include "native/data/index.h"
#include "tests/native/stopped_program.h"
#include "tests/native/training_fixture.h"

namespace deepcars::testing {
namespace {

class CliSweep : public TrainingFixture {
 protected:
  static ProgramRun make_folds() {
    return run_deepcars({"split", path("index.csv"), "--output", path("folds"), "--folds", "2"});
  }

  /// A specification in a file, with small and quick runs.
  static std::string spec(const std::string& output, const nlohmann::json& variants, int epochs = 2) {
    const nlohmann::json base = {{"recipe", "head"},
                                 {"weights", "none"},
                                 {"epochs", epochs},
                                 {"bucket_width", 25},
                                 {"batch_size", 12},
                                 {"model_input_size", kModelSizePx},
                                 {"feature_cache", path("features")}};
    write_text(
        path(output + ".json"),
        nlohmann::json(
            {{"folds", path("folds")}, {"output", path(output)}, {"base", base}, {"variants", variants}})
            .dump());
    return path(output + ".json");
  }
};

TEST_F(CliSweep, WritesFoldsThatTrainReads) {
  const auto run = make_folds();
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const auto first = data::read_index(path("folds/fold-1.csv")),
             second = data::read_index(path("folds/fold-2.csv"));
  ASSERT_TRUE(first && second);
  const auto held_out = [](const auto& photos) {
    return std::count_if(photos.begin(), photos.end(),
                         [](const auto& photo) { return photo.split == "val"; });
  };
  EXPECT_EQ(held_out(*first) + held_out(*second), 50);

  write_text(path("folds/fold-3.csv"), "of an earlier cross-validation");
  ASSERT_EQ(make_folds().exit_status, 0);
  EXPECT_FALSE(std::filesystem::exists(path("folds/fold-3.csv")));
}

TEST_F(CliSweep, ComparesVariantsAndRepeatsNothing) {
  ASSERT_EQ(make_folds().exit_status, 0);
  const std::string file = spec("compared", {{"balanced", {{"class_weights", "balanced"}}}});
  const auto run = run_deepcars({"sweep", file});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  for (const char* said : {"base", "balanced", "new sources", "rank corr.", "+-"}) {
    EXPECT_NE(run.out.find(said), std::string::npos) << said << " in\n" << run.out;
  }
  const auto table = base::read_csv(path("compared/sweep.csv"));
  ASSERT_TRUE(table) << table.error().sentence();
  int rows_of_all = 0;
  for (const auto& row : table->rows) rows_of_all += row[2] == "all";
  EXPECT_EQ(rows_of_all, 4) << "two variants on two folds";
  const auto suspects = base::read_csv(path("compared/suspects.csv"));
  ASSERT_TRUE(suspects) << suspects.error().sentence();
  const std::string page = read_text(path("compared/suspects.html"));
  std::size_t pictures = 0;
  for (std::size_t at = page.find("<li>"); at != std::string::npos; at = page.find("<li>", at + 1))
    ++pictures;
  EXPECT_EQ(pictures, suspects->rows.size());
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos) << page.substr(0, 500);
  const auto calibration = nlohmann::json::parse(read_text(path("compared/base/calibration.json")));
  EXPECT_GT(calibration["temperature"], 0);
  EXPECT_EQ(calibration["photos"], 50);
  EXPECT_FALSE(std::filesystem::exists(path("compared/base/fold-1/checkpoint.pt"))) << "no longer of use";

  // As a person would repeat the run of a fold.
  const std::string fold = path("compared/base/fold-1");
  const std::string epochs = read_text(fold + "/train_val_results_epochs.csv");
  const std::vector<std::string> train = {"train", "--config", fold + "/config.json", "--output", fold};
  const auto trained = run_deepcars(train);
  ASSERT_EQ(trained.exit_status, 0) << trained.err;
  EXPECT_NE(trained.out.find("this run is complete: its model is " + fold), std::string::npos) << trained.out;
  EXPECT_EQ(read_text(fold + "/train_val_results_epochs.csv"), epochs) << "nothing is trained again";
  auto other = train;
  other.insert(other.end(), {"--epochs", "3"});
  const auto refused = run_deepcars(other);
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_NE(refused.err.find("--epochs"), std::string::npos) << refused.err;

  const auto again = run_deepcars({"sweep", file});
  ASSERT_EQ(again.exit_status, 0) << again.err;
  EXPECT_EQ(again.out.find("epoch"), std::string::npos) << again.out;
  const auto changed = run_deepcars({"sweep", spec("compared", nlohmann::json::object(), 3)});
  EXPECT_EQ(changed.exit_status, 1);
  EXPECT_NE(changed.err.find("--epochs"), std::string::npos) << changed.err;
}

TEST_F(CliSweep, GoesOnAfterAnInterrupt) {
  ASSERT_EQ(make_folds().exit_status, 0);
  const auto stopped =
      stop_deepcars({"sweep", spec("stopped", nlohmann::json::object(), 100'000)}, "epoch 2/100000", SIGINT);
  EXPECT_EQ(stopped.exit_status, 130);
  EXPECT_FALSE(std::filesystem::exists(path("stopped/sweep.csv")));
}

TEST_F(CliSweep, MistakesAreOneSentence) {
  ASSERT_EQ(make_folds().exit_status, 0);
  const auto expect_refused = [](const std::string& file, const char* said) {
    const auto run = run_deepcars({"sweep", file});
    EXPECT_EQ(run.exit_status, 1) << run.out;
    EXPECT_NE(run.err.find(said), std::string::npos) << run.err;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
  };
  expect_refused(path("none.json"), "none.json");
  write_text(path("broken.json"), "{");
  expect_refused(path("broken.json"), "not a JSON object");
  write_text(path("extra.json"), R"({"folds": "f", "output": "o", "base": {}, "bases": {}})");
  expect_refused(path("extra.json"), "bases");
  expect_refused(spec("a", {{"up/..", nlohmann::json::object()}}), "up/..");
  expect_refused(spec("b", {{"typo", {{"epoch", 3}}}}), "epochs");
  expect_refused(spec("c", {{"range", {{"mixup", 2}}}}), "--mixup");
  const auto both =
      run_deepcars({"split", path("index.csv"), "-o", path("x"), "--folds", "2", "--by", "source"});
  EXPECT_EQ(both.exit_status, 2);
}

}  // namespace
}  // namespace deepcars::testing
