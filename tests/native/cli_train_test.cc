// prepare, split and train on drawn cars, as a user would run them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "native/base/csv.h"
#include "native/base/files.h"
#include "native/data/index.h"
#include "shared/car_model.h"
#include "tests/native/drawn_cars.h"
#include "tests/native/run_deepcars.h"
#include "tests/native/stopped_program.h"

namespace deepcars::testing {
namespace {

/// Drawn cars, prepared and split once for all tests.
class CliTrain : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    draw_cars(*folder_ / "cars", {1925, 1950, 1975, 2000, 2020}, 10, 1);
    write_text(*folder_ / "cars/1950/broken.jpg", "no picture");
    prepared_ =
        run_deepcars({"prepare", "--folder-per-year", path("cars"), "-o", path("index.csv"), "--json"});
    split_ = run_deepcars(
        {"split", path("index.csv"), "-o", path("split.csv"), "--fractions", "0.6,0.2,0.2", "--json"});
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }

  static std::string path(const std::string& name) { return *folder_ / name; }

  /// A quick run of the last layer, from random weights, into its own folder.
  static std::vector<std::string> train_arguments(const std::string& output, int epochs,
                                                  const std::string& recipe = "head",
                                                  const std::string& batch_size = "16") {
    return {"train",
            path("split.csv"),
            "--recipe",
            recipe,
            "--weights",
            "none",
            "--output",
            path(output),
            "--epochs",
            std::to_string(epochs),
            "--bucket-width",
            "25",
            "--batch-size",
            batch_size,
            "--input-size",
            "32",
            "--model-input-size",
            "48"};
  }

  static CarModel load_model(const std::string& file) {
    const auto bytes = native::read_file(file);
    EXPECT_TRUE(bytes) << bytes.error().sentence();
    auto model = CarModel::load(*bytes);
    EXPECT_TRUE(model) << model.error().sentence();
    return *std::move(model);
  }

  /// The rows of the epochs table without the time.
  static std::vector<std::vector<std::string>> epochs(const std::string& run) {
    auto table = native::read_csv(path(run + "/train_val_results_epochs.csv"));
    EXPECT_TRUE(table);
    EXPECT_EQ(table->header, (std::vector<std::string>{"", "Epoch", "Loss", "Accuracy", "Time", "Phase"}));
    for (auto& row : table->rows) row.erase(row.begin() + 4);
    return table->rows;
  }

  static TemporaryFolder* folder_;
  static ProgramRun prepared_, split_;
};

TemporaryFolder* CliTrain::folder_ = nullptr;
ProgramRun CliTrain::prepared_, CliTrain::split_;

TEST_F(CliTrain, PrepareCountsWhatItKeptAndDropped) {
  ASSERT_EQ(prepared_.exit_status, 0) << prepared_.err;
  EXPECT_EQ(prepared_.json()["photos"], 50);
  EXPECT_EQ(prepared_.json()["dropped_by_reason"]["not a JPEG or PNG"], 1);
  EXPECT_NE(read_text(path("index.csv.dropped.csv")).find("broken.jpg"), std::string::npos);
}

TEST_F(CliTrain, SplitWritesWhatItSays) {
  ASSERT_EQ(split_.exit_status, 0) << split_.err;
  EXPECT_EQ(split_.json()["splits"]["train"]["photos"], 30);
  const auto photos = native::read_index(path("split.csv"));
  ASSERT_TRUE(photos) << photos.error().sentence();
  EXPECT_EQ(std::count_if(photos->begin(), photos->end(), [](const auto& p) { return p.split == "train"; }),
            30);
}

TEST_F(CliTrain, TrainsTheLastLayerAndWritesAModelThatLoads) {
  const auto run = run_deepcars(train_arguments("frozen", 2));
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_NE(run.out.find("epoch 2/2"), std::string::npos) << run.out;
  const CarModel model = load_model(path("frozen/model.safetensors"));
  EXPECT_EQ(model.metadata().input.size_px, 48);
  EXPECT_EQ(model.metadata().year_buckets.classes(), 4);
  EXPECT_EQ(model.metadata().training["photos_train"], 30);
  EXPECT_GT(model.metadata().temperature, 0);
  EXPECT_EQ(model.metadata().training.dump().find(path("")), std::string::npos) << "no paths of this machine";
  ASSERT_EQ(epochs("frozen").size(), 4u);
  EXPECT_EQ(epochs("frozen")[3][4], "Val");

  const auto again = run_deepcars(train_arguments("frozen", 2));
  EXPECT_EQ(again.exit_status, 0) << again.err;
  EXPECT_NE(again.out.find("complete"), std::string::npos) << again.out;
}

TEST_F(CliTrain, TrainsAllLayersAndStartsAnotherRunFromThem) {
  auto first = train_arguments("whole", 1, "full");
  first.insert(first.end(), {"--label-smoothing-years", "10", "--class-weights", "balanced",
                             "--source-weights", "sqrt", "--optimizer", "sgd", "--augmentation", "light"});
  const auto run = run_deepcars(first);
  ASSERT_EQ(run.exit_status, 0) << run.err;
  load_model(path("whole/model.safetensors"));

  auto second = train_arguments("continued", 1);
  second.insert(second.end(), {"--init", path("whole")});
  const auto continued = run_deepcars(second);
  ASSERT_EQ(continued.exit_status, 0) << continued.err;
  load_model(path("continued/model.safetensors"));
}

TEST_F(CliTrain, GoesOnAfterBeingKilledAsIfNothingHadHappened) {
  const auto whole = run_deepcars(train_arguments("uninterrupted", 5));
  ASSERT_EQ(whole.exit_status, 0) << whole.err;
  const auto killed = stop_deepcars(train_arguments("killed", 5), "epoch 2/5", SIGKILL);
  ASSERT_EQ(killed.exit_status, -1) << "it ended before it was killed";
  const auto resumed = run_deepcars(train_arguments("killed", 5));
  ASSERT_EQ(resumed.exit_status, 0) << resumed.err;
  EXPECT_NE(resumed.out.find("going on after epoch"), std::string::npos) << resumed.out;
  EXPECT_EQ(epochs("killed"), epochs("uninterrupted"));
}

TEST_F(CliTrain, GoesOnWithinAnEpochAsIfNothingHadHappened) {
  // One thread: sums then come in the same order.
  const auto arguments = [](const std::string& output) {
    auto list = train_arguments(output, 2, "full", "8");
    list.insert(list.end(), {"--threads", "1"});
    return list;
  };
  const auto whole = run_deepcars(arguments("within-uninterrupted"));
  ASSERT_EQ(whole.exit_status, 0) << whole.err;
  for (const int signal : {SIGINT, SIGKILL}) {
    const std::string output = "within-" + std::to_string(signal);
    auto first = arguments(output);
    // An interrupt is time enough to write a checkpoint; a kill needs one that is there, after every batch.
    if (signal == SIGKILL) first.insert(first.end(), {"--checkpoint-minutes", "0"});
    const auto stopped = stop_deepcars(first, "epoch 1/2", signal);
    ASSERT_EQ(stopped.exit_status, signal == SIGKILL ? -1 : 0);
    const auto resumed = run_deepcars(arguments(output));
    ASSERT_EQ(resumed.exit_status, 0) << resumed.err;
    EXPECT_NE(resumed.out.find("going on after epoch"), std::string::npos) << resumed.out;
    EXPECT_EQ(epochs(output), epochs("within-uninterrupted")) << "signal " << signal;
  }
}

TEST_F(CliTrain, FeaturesAreComputedOnceForSeveralRuns) {
  auto first = train_arguments("cached-first", 1), second = train_arguments("cached-second", 2);
  for (auto* arguments : {&first, &second}) {
    arguments->insert(arguments->end(), {"--feature-cache", path("cache")});
  }
  ASSERT_EQ(run_deepcars(first).exit_status, 0);
  const auto files = [] {
    std::map<std::string, std::filesystem::file_time_type> found;
    for (const auto& file : std::filesystem::directory_iterator(path("cache"))) {
      found[file.path().string()] = file.last_write_time();
    }
    return found;
  };
  const auto before = files();
  EXPECT_EQ(before.size(), 2u) << "training and validation photos";
  ASSERT_EQ(run_deepcars(second).exit_status, 0);
  EXPECT_EQ(files(), before) << "the second run computes none";
}

TEST_F(CliTrain, TheOriginalRecipeKeepsItsLastEpochAndMeasuresOnTheTestSplit) {
  const auto run = run_deepcars(train_arguments("original", 2, "original"));
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_NE(run.out.find("kept is epoch 2"), std::string::npos) << run.out;
  const CarModel model = load_model(path("original/model.safetensors"));
  EXPECT_EQ(model.metadata().year_buckets.rule(), score::BucketRule::original);
  EXPECT_EQ(model.metadata().training["recipe"]["head_learning_rate"], 0.1);
  EXPECT_EQ(model.metadata().training["photos_validation"], split_.json()["splits"]["test"]["photos"]);
}

TEST_F(CliTrain, StopsEarlyWhenNothingGetsBetter) {
  auto arguments = train_arguments("patient", 500);
  arguments.insert(arguments.end(), {"--patience", "2", "--head-learning-rate", "1e-12"});
  const auto run = run_deepcars(arguments);
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_LT(epochs("patient").size(), 2 * 500u);
  const auto again = run_deepcars(arguments);
  EXPECT_NE(again.out.find("complete"), std::string::npos) << again.out;
}

TEST_F(CliTrain, CtrlCKeepsTheBestSoFar) {
  auto arguments = train_arguments("interrupted", 100'000);
  const auto stopped = stop_deepcars(arguments, "epoch 2/100000", SIGINT);
  EXPECT_EQ(stopped.exit_status, 0);
  EXPECT_NE(stopped.out.find("the same command goes on"), std::string::npos) << stopped.out;
  load_model(path("interrupted/model.safetensors"));
}

struct Mistake {
  std::vector<std::string> arguments;
  std::string said;
};

TEST_F(CliTrain, EveryMistakeIsOneSentenceAndExitStatusOne) {
  write_text(path("bad_year.csv"), "path,year,make,model,split_group\na.jpg,soon,m,m,g\n");
  write_text(path("bad.pth"), "weights");
  write_text(path("photos.csv"), "file,built\na.jpg,1998\n");
  const auto train_with = [&](std::vector<std::string> more) {
    auto arguments = train_arguments("mistake", 1);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  const std::vector<Mistake> mistakes = {
      {{"prepare", "-o", path("x.csv")}, "no photos were named"},
      {{"prepare", "--folder-per-year", path("nowhere"), "-o", path("x.csv")}, "nowhere is not a folder"},
      {{"prepare", "--csv", path("photos.csv"), "-o", path("x.csv")}, "no column \"path\""},
      {{"split", path("nowhere.csv"), "-o", path("x.csv")}, "nowhere.csv does not exist"},
      {{"split", path("index.csv"), "-o", path("x.csv"), "--fractions", "0.7,0.7,0.7"}, "do not sum to 1"},
      {{"split", path("index.csv"), "-o", path("x.csv"), "--by", "colour"}, "\"colour\""},
      {{"train", path("bad_year.csv"), "-w", "none", "-o", path("x")}, "\"soon\" is not a year"},
      {{"train", path("split.csv"), "-o", path("x")}, "no starting weights"},
      {{"train", path("split.csv"), "-w", path("bad.pth"), "-o", path("x")},
       "bad.pth is not a file of torch.save"},
      {{"train", path("split.csv"), "-w", path("none.pth"), "-o", path("x")}, "none.pth does not exist"},
      {train_with({"--init", path("nowhere")}), "nowhere does not exist"},
      {train_with({"--bucket-rule", "decades"}), "\"decades\""},
      {train_with({"--bucket-rule", "edges"}), "no edges"},
      {train_with({"--optimizer", "lion"}), "\"lion\""},
      {{"train", path("split.csv"), "--recipe", "best", "-w", "none", "-o", path("x")}, "\"best\""},
      {train_with({"--precision", "fp8"}), "\"fp8\""},
      {train_with({"--augmentation", "wild"}), "\"wild\""},
      {train_with({"--ema-decay", "1"}), "--ema-decay is 1"},
      {train_with({"--learning-rate", "-1"}), "--learning-rate is -1"},
      {train_with({"--threads", "0"}), "--threads is 0"},
  };
  for (const Mistake& mistake : mistakes) {
    const auto run = run_deepcars(mistake.arguments);
    EXPECT_EQ(run.exit_status, 1) << mistake.said;
    ASSERT_EQ(run.error_lines().size(), 1u) << run.err;
    EXPECT_NE(run.err.find(mistake.said), std::string::npos) << run.err;
  }
}

TEST_F(CliTrain, PrepareWithoutAUsablePhotoSaysSo) {
  write_text(path("useless/1990/a.jpg"), "no picture");
  const auto run = run_deepcars({"prepare", "--folder-per-year", path("useless"), "-o", path("useless.csv")});
  EXPECT_EQ(run.exit_status, 1);
  EXPECT_NE(run.err.find("none of the 1 photos found can be used"), std::string::npos) << run.err;
}

TEST_F(CliTrain, AFolderOfAnotherRunIsNotTouched) {
  ASSERT_EQ(run_deepcars(train_arguments("mine", 1)).exit_status, 0);
  const auto other = run_deepcars(train_arguments("mine", 2));
  EXPECT_EQ(other.exit_status, 1);
  EXPECT_NE(other.err.find("--fresh"), std::string::npos) << other.err;
  auto fresh = train_arguments("mine", 2);
  fresh.push_back("--fresh");
  EXPECT_EQ(run_deepcars(fresh).exit_status, 0);
}

}  // namespace
}  // namespace deepcars::testing
