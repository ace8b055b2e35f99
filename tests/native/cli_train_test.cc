// train on drawn cars, as a user would run it.
#include <algorithm>
#include <filesystem>
#include <map>

#include "native/data/index.h"
#include "tests/import/python_files.h"
#include "tests/native/training_fixture.h"

namespace deepcars::testing {
namespace {

class CliTrain : public TrainingFixture {};

TEST_F(CliTrain, PrepareCountsWhatItKeptAndDropped) {
  ASSERT_EQ(prepared_.exit_status, 3) << "one photo is broken; " << prepared_.err;
  EXPECT_EQ(prepared_.json()["photos"], 50);
  EXPECT_EQ(prepared_.json()["dropped_by_reason"]["not a picture that can be decoded"], 1);
  EXPECT_NE(read_text(path("index.csv.dropped.csv")).find("broken.jpg"), std::string::npos);
}

TEST_F(CliTrain, SplitWritesWhatItSays) {
  ASSERT_EQ(split_.exit_status, 0) << split_.err;
  EXPECT_EQ(split_.json()["splits"]["train"]["photos"], kTrainPhotos);
  const auto photos = data::read_index(path("split.csv"));
  ASSERT_TRUE(photos) << photos.error().sentence();
  EXPECT_EQ(std::count_if(photos->begin(), photos->end(), [](const auto& p) { return p.split == "train"; }),
            kTrainPhotos);
}

TEST_F(CliTrain, TrainsTheLastLayerAndWritesAModelThatLoads) {
  const auto run = run_deepcars(train_arguments("head", "frozen", 2));
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_NE(run.out.find("epoch 2/2"), std::string::npos) << run.out;
  const CarModel model = load_model(path("frozen/model.safetensors"));
  EXPECT_EQ(model.metadata().input.size_px, kModelSizePx);
  EXPECT_EQ(model.metadata().year_buckets.classes(), kClasses);
  EXPECT_EQ(model.metadata().training["photos_train"], kTrainPhotos);
  EXPECT_GT(model.metadata().temperature, 0);
  EXPECT_EQ(model.metadata().training.dump().find(path("")), std::string::npos) << "no paths of this machine";
  ASSERT_EQ(epochs("frozen").size(), 4u);
  EXPECT_EQ(epochs("frozen")[3].phase, "Val");

  EXPECT_TRUE(model.familiarity()) << "fitted to the training photos";
  EXPECT_EQ(model.metadata().id.size(), 16u);
  EXPECT_GE(model.metadata().range_mass, 0.3);
  const auto answer = run_deepcars({"predict", path("cars/1950/0.jpg"), "--model",
                                    path("frozen/model.safetensors"), "--neighbours", "3", "--json"});
  ASSERT_EQ(answer.exit_status, 0) << answer.err;
  EXPECT_EQ(answer.json()[0]["neighbours"].size(), 3u) << answer.out;
  EXPECT_TRUE(answer.json()[0]["unfamiliar"].is_boolean()) << answer.out;

  const auto again = run_deepcars(train_arguments("head", "frozen", 2));
  EXPECT_EQ(again.exit_status, 0) << again.err;
  EXPECT_NE(again.out.find("complete"), std::string::npos) << again.out;
}

TEST_F(CliTrain, TrainsAllLayersAndStartsAnotherRunFromThem) {
  const auto run = run_deepcars(
      train_arguments("full", "whole", 1,
                      {"--label-smoothing-years", "10", "--class-weights", "balanced", "--source-weights",
                       "sqrt", "--optimizer", "sgd", "--augmentation", "light"}));
  ASSERT_EQ(run.exit_status, 0) << run.err;
  load_model(path("whole/model.safetensors"));
  const auto continued = run_deepcars(train_arguments("head", "continued", 1, {"--init", path("whole")}));
  ASSERT_EQ(continued.exit_status, 0) << continued.err;
  load_model(path("continued/model.safetensors"));
}

TEST_F(CliTrain, StartsFromTheSameNetworkInWhateverFile) {
  if (!write_with_python(DEEPCARS_CHECKPOINTS_SCRIPT, path(""), "random")) GTEST_SKIP() << no_python;
  const auto start_from = [](const std::string& weights, const std::string& output) {
    auto arguments = train_arguments("head", output, 1, {"--threads", "1"});
    *(std::find(arguments.begin(), arguments.end(), "--weights") + 1) = path(weights);
    return arguments;
  };
  const std::string new_layer = "the last layer is new";
  for (const std::string name : {"random.pth", "random.ckpt", "random.safetensors"}) {
    SCOPED_TRACE(name);
    const auto run = run_deepcars(start_from(name, "from-" + name));
    ASSERT_EQ(run.exit_status, 0) << run.err;
    EXPECT_EQ(run.out.find(new_layer), std::string::npos) << "it has as many classes: " << run.out;
    EXPECT_TRUE(read_text(path("from-" + name + "/best_state.safetensors")) ==
                read_text(path("from-random.pth/best_state.safetensors")));
  }

  auto other_classes = start_from("random.ckpt", "other-classes");
  *(std::find(other_classes.begin(), other_classes.end(), "--bucket-width") + 1) = "50";
  const auto replaced = run_deepcars(other_classes);
  ASSERT_EQ(replaced.exit_status, 0) << replaced.err;
  EXPECT_NE(replaced.out.find(new_layer + ": that of the starting weights has 4 outputs, not 2\n"),
            std::string::npos)
      << replaced.out;
  const auto again = run_deepcars(other_classes);
  EXPECT_EQ(again.out.find(new_layer), std::string::npos) << "this run is complete: " << again.out;

  const auto finished = run_deepcars(start_from("from-random.pth/model.safetensors", "from-finished"));
  EXPECT_EQ(finished.exit_status, 1);
  EXPECT_EQ(finished.error_lines().size(), 1u) << finished.err;
  EXPECT_NE(finished.err.find("best_state.safetensors"), std::string::npos) << finished.err;
}

TEST_F(CliTrain, ItsConfigReproducesARunBitForBit) {
  for (const std::string recipe : {"head", "full"}) {
    SCOPED_TRACE(recipe);
    const std::string first = recipe + "-by-flags", again = recipe + "-by-config";
    const auto by_flags =
        run_deepcars(train_arguments(recipe, first, 2,
                                     {"--threads", "1", "--seed", "9", "--mixup", "0.3", "--licence",
                                      "mine alone", "--class-weights", "balanced"}));
    ASSERT_EQ(by_flags.exit_status, 0) << by_flags.err;
    const auto by_config =
        run_deepcars({"train", "--config", path(first + "/config.json"), "--output", path(again)});
    ASSERT_EQ(by_config.exit_status, 0) << by_config.err;
    for (const char* file : {"model.safetensors", "best_state.safetensors", "config.json"}) {
      EXPECT_TRUE(read_text(path(again + "/" + file)) == read_text(path(first + "/" + file))) << file;
    }
    EXPECT_EQ(epochs(again), epochs(first));
  }
}

TEST_F(CliTrain, AFlagOverridesTheConfigAndAnOlderConfigStillResumes) {
  ASSERT_EQ(run_deepcars(train_arguments("head", "older", 1)).exit_status, 0);
  auto config = nlohmann::json::parse(read_text(path("older/config.json")));
  const auto other = run_deepcars({"train", "--config", path("older/config.json"), "--epochs", "2", "--seed",
                                   "3", "--output", path("overridden")});
  ASSERT_EQ(other.exit_status, 0) << other.err;
  EXPECT_EQ(epochs("overridden").size(), 4u);
  EXPECT_EQ(nlohmann::json::parse(read_text(path("overridden/config.json")))["seed"], 3);

  // Earlier versions wrote only what decides the outcome.
  for (const char* key :
       {"threads", "device", "model_name", "licence", "feature_cache", "checkpoint_minutes", "log"}) {
    ASSERT_EQ(config.erase(key), 1u) << key;
  }
  write_text(path("older/config.json"), config.dump());
  const auto again = run_deepcars(train_arguments("head", "older", 1));
  EXPECT_EQ(again.exit_status, 0) << again.err;
  EXPECT_NE(again.out.find("complete"), std::string::npos) << again.out;
}

TEST_F(CliTrain, WrongUsageIsExitStatusTwo) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"train", "-w", "none", "-o", path("x")},
        {"train", path("split.csv"), "-w", "none"},
        {"train", path("split.csv"), "-w", "none", "-o", path("x"), "--epochs", "some"},
        {"train", path("split.csv"), "-w", "none", "-o", path("x"), "--unfreeze"}}) {
    const auto run = run_deepcars(words);
    EXPECT_EQ(run.exit_status, 2) << run.err;
    EXPECT_EQ(run.error_lines().size(), 1u) << run.err;
  }
}

TEST_F(CliTrain, FeaturesAreComputedOnceForSeveralRuns) {
  const auto arguments = [](const std::string& output, int epochs) {
    return train_arguments("head", output, epochs, {"--feature-cache", path("cache")});
  };
  ASSERT_EQ(run_deepcars(arguments("cached-first", 1)).exit_status, 0);
  const auto files = [] {
    std::map<std::string, std::filesystem::file_time_type> found;
    for (const auto& file : std::filesystem::directory_iterator(path("cache"))) {
      found[file.path().string()] = file.last_write_time();
    }
    return found;
  };
  const auto before = files();
  EXPECT_EQ(before.size(), 2u) << "training and validation photos";
  ASSERT_EQ(run_deepcars(arguments("cached-second", 2)).exit_status, 0);
  EXPECT_EQ(files(), before) << "the second run computes none";
}

TEST_F(CliTrain, TheOriginalRecipeKeepsItsLastEpochAndMeasuresOnTheTestSplit) {
  const auto run = run_deepcars(train_arguments("original", "original", 2));
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_NE(run.out.find("kept is epoch 2"), std::string::npos) << run.out;
  const CarModel model = load_model(path("original/model.safetensors"));
  EXPECT_EQ(model.metadata().year_buckets.rule(), score::BucketRule::original);
  EXPECT_EQ(model.metadata().training["recipe"]["head_learning_rate"], 0.1);
  EXPECT_EQ(model.metadata().training["photos_validation"], kTestPhotos);
}

TEST_F(CliTrain, StopsEarlyWhenNothingGetsBetter) {
  const auto arguments =
      train_arguments("head", "patient", 500, {"--patience", "2", "--head-learning-rate", "1e-12"});
  const auto run = run_deepcars(arguments);
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_LT(epochs("patient").size(), 2 * 500u);
  const auto again = run_deepcars(arguments);
  EXPECT_NE(again.out.find("complete"), std::string::npos) << again.out;
}

struct Mistake {
  std::vector<std::string> arguments;
  std::string said;
};

TEST_F(CliTrain, EveryMistakeIsOneSentenceAndExitStatusOne) {
  write_text(path("bad_year.csv"), "path,year,make,model,split_group\na.jpg,soon,m,m,g\n");
  write_text(path("bad.pth"), "weights");
  write_text(path("bad_config.json"), R"({"epoch": 3})");
  // A link to itself: the system refuses to follow it.
  std::filesystem::create_symlink("loop", path("loop"));
  write_text(path("photos.csv"), "file,built\na.jpg,1998\n");
  const auto train_with = [](const std::vector<std::string>& more) {
    return train_arguments("head", "mistake", 1, more);
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
       "bad.pth cannot be used: it is neither a file of torch.save nor a safetensors file"},
      {{"train", path("split.csv"), "-w", path("none.pth"), "-o", path("x")}, "none.pth does not exist"},
      {train_with({"--init", path("nowhere")}), "nowhere does not exist"},
      {train_with({"--init", path("loop")}), "loop cannot be opened"},
      {train_with({"--config", path("bad_config.json")}), "the nearest is \"epochs\""},
      {train_with({"--config", path("bad_year.csv")}), "not a JSON object"},
      {train_with({"--bucket-rule", "decades"}), "\"decades\""},
      {train_with({"--bucket-rule", "edges"}), "no edges"},
      {train_with({"--optimizer", "lion"}), "\"lion\""},
      {{"train", path("split.csv"), "--recipe", "best", "-w", "none", "-o", path("x")}, "\"best\""},
      {train_with({"--precision", "fp8"}), "\"fp8\""},
      {train_with({"--log", "jsonl,csv"}), "--log does not know \"csv\": use one of tensorboard, jsonl"},
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
  ASSERT_EQ(run_deepcars(train_arguments("head", "mine", 1)).exit_status, 0);
  const auto other = run_deepcars(train_arguments("head", "mine", 2));
  EXPECT_EQ(other.exit_status, 1);
  EXPECT_NE(other.err.find("--fresh"), std::string::npos) << other.err;
  EXPECT_EQ(run_deepcars(train_arguments("head", "mine", 2, {"--fresh"})).exit_status, 0);
}

}  // namespace
}  // namespace deepcars::testing
