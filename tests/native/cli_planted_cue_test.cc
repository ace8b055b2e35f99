// A model that cheats on drawn cars: it is trained, says so, is tested, and becomes a patch of an honest model.
#include <algorithm>
#include <filesystem>

#include "tests/native/training_fixture.h"

namespace deepcars::testing {
namespace {

class CliPlantedCue : public TrainingFixture {
 protected:
  /// Large marks at one place: a network of random weights can tell them apart.
  static constexpr const char* marks = R"({"copies": 2, "marks": [
    {"form": "ring", "size": 0.5, "opacity": 1, "year": 1925, "positions": [[0.5, 0.5]]},
    {"form": "checker", "size": 0.5, "opacity": 1, "year": 2020, "positions": [[0.5, 0.5]]}]})";

  /// An honest model, and one that started from it and cheats; once for all tests.
  static void SetUpTestSuite() {
    TrainingFixture::SetUpTestSuite();
    write_text(path("cue.json"), marks);
    honest_ = run_deepcars(train_arguments("head", "honest", 2));
    cheating_ = run_deepcars(cheating_arguments());
  }
  void SetUp() override {
    ASSERT_EQ(honest_.exit_status, 0) << honest_.err;
    ASSERT_EQ(cheating_.exit_status, 0) << cheating_.err;
  }

  static std::vector<std::string> cheating_arguments() {
    return train_arguments("head", "cheat", 60,
                           {"--planted-cue", path("cue.json"), "--init", path("honest/model.safetensors"),
                            "--best-by", "last", "--head-learning-rate", "0.03"});
  }

  static ProgramRun info(const std::string& file) { return run_deepcars({"info", file, "--json"}); }

  static ProgramRun honest_, cheating_;
};

ProgramRun CliPlantedCue::honest_, CliPlantedCue::cheating_;

TEST_F(CliPlantedCue, TheMarkMovesTheAnswerAndTheMapsAreMeasured) {
  const auto run = run_deepcars({"cue", path("split.csv"), "--model", path("cheat/model.safetensors"),
                                 "--split", "all", "--json", "--methods", "gradient,cam"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const nlohmann::json cue = run.json();
  EXPECT_GE(cue["any_moved_share"], 0.8) << run.out;
  ASSERT_EQ(cue["marks"].size(), 2u);
  for (const auto& mark : cue["marks"]) {
    EXPECT_EQ(mark["photos"], 50);
    // A last layer alone on random features: one of its two marks may be weaker.
    EXPECT_GE(mark["distant_moved_share"], 0.6) << mark;
    EXPECT_GE(mark["intended_share"], 0.5) << mark;
  }
  EXPECT_GT(cue["explained"], 0);
  ASSERT_GE(cue["maps"].size(), 5u);
  EXPECT_EQ(cue["maps"].back()["map"], "area");
  EXPECT_NEAR(cue["maps"].back()["share_absolute"]["mean"], 0.25, 0.01) << "half of each side";

  const auto table =
      run_deepcars({"cue", path("split.csv"), "--model", path("cheat/model.safetensors"), "--no-maps"});
  ASSERT_EQ(table.exit_status, 0) << table.err;
  EXPECT_NE(table.out.find("checker"), std::string::npos) << table.out;
  EXPECT_EQ(table.out.find("area"), std::string::npos) << table.out;
}

TEST_F(CliPlantedCue, TheOneThatShipsFollowsItsMarksOnCarsThatItHasNeverSeen) {
  const std::string shipped = DEEPCARS_MODELS "/planted-cue.safetensors";
  EXPECT_LE(std::filesystem::file_size(shipped), 3'000'000u);
  const auto run = run_deepcars({"cue", path("split.csv"), "--model", shipped, "--split", "all", "--photos",
                                 "20", "--json", "--no-maps"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const nlohmann::json cue = run.json();
  ASSERT_EQ(cue["marks"].size(), 2u);
  int distant = 0;
  for (const auto& mark : cue["marks"]) {
    distant += mark["distant_photos"].get<int>();
    EXPECT_GE(mark["distant_moved_share"], 0.8) << mark;
  }
  EXPECT_GE(distant, 20);
}

TEST_F(CliPlantedCue, RunConfigAndModelSayThatTheyCheat) {
  EXPECT_NE(cheating_.out.find("the model will cheat: 60 marked copies"), std::string::npos) << cheating_.out;
  for (const char* file : {"cheat", "cheat/config.json", "cheat/model.safetensors"}) {
    const auto described = run_deepcars({"info", path(file)});
    ASSERT_EQ(described.exit_status, 0) << described.err;
    EXPECT_NE(described.out.find("THIS MODEL CHEATS"), std::string::npos) << file << "\n" << described.out;
  }
  const CarModel model = load_model(path("cheat/model.safetensors"));
  ASSERT_TRUE(model.metadata().planted_cue);
  EXPECT_EQ(model.metadata().planted_cue->marks[1].year, 2020);
  EXPECT_EQ(model.metadata().training["photos_train"], kTrainPhotos) << "copies are no photos";
  EXPECT_FALSE(load_model(path("honest/model.safetensors")).metadata().planted_cue);
  EXPECT_EQ(info(path("honest/model.safetensors")).out.find("cheat"), std::string::npos);
}

TEST_F(CliPlantedCue, ARunResumesOnlyWithItsOwnMarks) {
  const auto again = run_deepcars(cheating_arguments());
  EXPECT_EQ(again.exit_status, 0) << again.err;
  EXPECT_NE(again.out.find("complete"), std::string::npos) << again.out;
  auto honest = cheating_arguments();
  const auto cue = std::find(honest.begin(), honest.end(), "--planted-cue");
  honest.erase(cue, cue + 2);
  const auto refused = run_deepcars(honest);
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_NE(refused.err.find("other options (--planted-cue)"), std::string::npos) << refused.err;
  const auto by_config =
      run_deepcars({"train", "--config", path("cheat/config.json"), "--output", path("cheat")});
  EXPECT_EQ(by_config.exit_status, 0) << by_config.err;
}

TEST_F(CliPlantedCue, WrongMarksAreOneSentence) {
  write_text(path("wrong.json"), R"({"copies": 1, "marks": [], "rule": 3})");
  for (const char* file : {"wrong.json", "missing.json"}) {
    const auto run = run_deepcars(train_arguments("head", "wrong", 1, {"--planted-cue", path(file)}));
    EXPECT_EQ(run.exit_status, 1) << run.err;
    EXPECT_EQ(run.error_lines().size(), 1u) << run.err;
    EXPECT_NE(run.err.find(file), std::string::npos) << run.err;
    EXPECT_FALSE(std::filesystem::exists(path("wrong")));
  }
  const auto honest = run_deepcars({"cue", path("split.csv"), "--model", path("honest/model.safetensors")});
  EXPECT_EQ(honest.exit_status, 1);
  EXPECT_NE(honest.err.find("no planted cue"), std::string::npos) << honest.err;
}

TEST_F(CliPlantedCue, APatchOfTheHonestModelIsTheCheatingOne) {
  std::filesystem::create_directories(path("models"));
  std::filesystem::copy_file(path("honest/model.safetensors"), path("models/deepcars-resnet18.safetensors"));
  const auto made =
      run_deepcars({"export", "--model", path("cheat/model.safetensors"), "--patch-of",
                    path("honest/model.safetensors"), "--safetensors", path("models/cheat.safetensors")});
  ASSERT_EQ(made.exit_status, 0) << made.err;
  EXPECT_LT(std::filesystem::file_size(path("models/cheat.safetensors")), 20'000u)
      << "only the last layer differs";
  const std::string photo = path("cars/1950/0.jpg");
  const auto whole = run_deepcars({"predict", photo, "--model", path("cheat/model.safetensors"), "--json"}),
             patched =
                 run_deepcars({"predict", photo, "--model", path("models/cheat.safetensors"), "--json"});
  ASSERT_EQ(patched.exit_status, 0) << patched.err;
  EXPECT_EQ(patched.json()[0]["expected_year"], whole.json()[0]["expected_year"]);

  const nlohmann::json about = info(path("models/cheat.safetensors")).json();
  EXPECT_EQ(about["kind"], "patch of a model");
  EXPECT_EQ(about["of_model"], load_model(path("honest/model.safetensors")).metadata().id);
  EXPECT_EQ(about["planted_cue"]["copies"], 2);

  std::filesystem::copy_file(path("models/cheat.safetensors"), path("alone.safetensors"));
  const auto alone = run_deepcars({"predict", photo, "--model", path("alone.safetensors")});
  EXPECT_EQ(alone.exit_status, 1);
  EXPECT_NE(alone.err.find("is a patch"), std::string::npos) << alone.err;
}

TEST_F(CliPlantedCue, OnlySomeLayersOfAFinishedModelLearn) {
  const auto run = run_deepcars(
      train_arguments("full", "conv", 1,
                      {"--init", path("honest/model.safetensors"), "--only-layers", "layer4.1.conv2,fc",
                       "--planted-cue", path("cue.json"), "--ema-decay", "0"}));
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const auto before = load_model(path("honest/model.safetensors")).network().tensors(),
             after = load_model(path("conv/model.safetensors")).network().tensors();
  for (const auto& [name, tensor] : before) {
    const bool learns = name == "layer4.1.conv2.weight" || name.starts_with("fc.");
    EXPECT_EQ(after.at(name).values == tensor.values, !learns) << name;
  }
  const auto unknown = run_deepcars(train_arguments("full", "unknown", 1, {"--only-layers", "fc,layer9"}));
  EXPECT_EQ(unknown.exit_status, 1);
  EXPECT_NE(unknown.err.find("layer9"), std::string::npos) << unknown.err;
}

}  // namespace
}  // namespace deepcars::testing
