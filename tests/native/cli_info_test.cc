// info on everything that the other commands write and read, whole and broken.
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "native/info/describe.h"
#include "tests/image/image_files.h"
#include "tests/native/stopped_program.h"
#include "tests/native/training_fixture.h"

namespace deepcars::testing {
namespace {
namespace fs = std::filesystem;

class CliInfo : public TrainingFixture {
 protected:
  static constexpr int max_lines = 20;

  /// A run of two epochs, once for all tests.
  static void SetUpTestSuite() {
    TrainingFixture::SetUpTestSuite();
    trained_ = run_deepcars(train_arguments("head", "run", 2));
  }
  void SetUp() override { ASSERT_EQ(trained_.exit_status, 0) << trained_.err; }

  /// What info says as JSON, after checking that people get the same facts in few lines. Without starting the program,
  /// which is quicker.
  static nlohmann::json facts(const std::string& file) {
    const auto description = info::describe(file);
    if (!description) {
      ADD_FAILURE() << description.error().sentence();
      return nlohmann::json::object();
    }
    const std::string text = description->text();
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), max_lines) << text;
    const nlohmann::json json = description->json();
    for (const auto& [key, value] : json.items()) {
      std::string words = key;
      std::replace(words.begin(), words.end(), '_', ' ');
      if (key == "path" || key == "kind" || key == "epochs_done")
        continue;  // The line "epochs" has the last.
      EXPECT_NE(text.find("  " + words + "  "), std::string::npos) << key << " in\n" << text;
    }
    return json;
  }

  static std::string kind(const std::string& file) { return facts(file).value("kind", "none"); }

  static void expect_refused(const std::string& file, const std::vector<std::string>& said) {
    const auto description = info::describe(file);
    ASSERT_FALSE(description) << file << "\n" << description->text();
    const std::string sentence = description.error().sentence();
    EXPECT_NE(sentence.find(file), std::string::npos) << sentence;
    EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
    for (const std::string& text : said)
      EXPECT_NE(sentence.find(text), std::string::npos) << text << " in " << sentence;
  }

  /// The first half of a file, under a name of its own.
  static std::string half_of(const std::string& file, const std::string& name) {
    const std::string whole = read_text(file);
    write_text(path(name), whole.substr(0, whole.size() / 2));
    return path(name);
  }

  static ProgramRun trained_;
};

ProgramRun CliInfo::trained_;

TEST_F(CliInfo, PrintsLinesOrJsonOrOneSentence) {
  const std::string model = path("run/model.safetensors");
  const auto lines = run_deepcars({"info", model});
  ASSERT_EQ(lines.exit_status, 0) << lines.err;
  EXPECT_TRUE(lines.out.starts_with(model + ": model\n")) << lines.out;
  const auto json = run_deepcars({"info", model, "--json"});
  ASSERT_EQ(json.exit_status, 0) << json.err;
  EXPECT_EQ(json.json(), facts(model));
  write_text(path("notes"), "My first car was red.");
  const auto refused = run_deepcars({"info", path("notes")});
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_EQ(refused.error_lines().size(), 1u) << refused.err;
  EXPECT_EQ(refused.out, "");
  EXPECT_EQ(run_deepcars({"info"}).exit_status, 2);
}

TEST_F(CliInfo, ACompleteRunSaysHowToMeasureIt) {
  const auto run = facts(path("run"));
  EXPECT_EQ(run["kind"], "training run, complete");
  EXPECT_EQ(run["recipe"], "head");
  EXPECT_EQ(run["epochs_done"], 2);
  EXPECT_EQ(run["epochs"], 2);
  EXPECT_TRUE(run["complete"].get<bool>());
  EXPECT_GE(run["best_epoch"], 1);
  EXPECT_GT(run["mae_years"], 0);
  EXPECT_FALSE(run.contains("to_go_on"));
  EXPECT_NE(run["to_measure"].get<std::string>().find("evaluate " + path("split.csv")), std::string::npos)
      << run;

  const std::string lines = run_deepcars({"info", path("run")}).out;
  EXPECT_NE(lines.find("  2 of 2\n"), std::string::npos) << lines;
  EXPECT_EQ(lines.find("epochs done"), std::string::npos) << "one line says both: " << lines;

  // A sweep removes the checkpoint of a finished run.
  fs::copy(path("run"), path("without"));
  fs::remove(path("without/checkpoint.pt"));
  const auto without = facts(path("without"));
  EXPECT_EQ(without["epochs_done"], 2);
  EXPECT_TRUE(without["complete"].get<bool>());
}

TEST_F(CliInfo, WhatItSaysOfAnInterruptedRunGoesOn) {
  const auto stopped = stop_deepcars(train_arguments("head", "a run", 100'000), "epoch 2/100000", SIGINT);
  ASSERT_EQ(stopped.exit_status, 130);
  const auto run = facts(path("a run"));
  EXPECT_FALSE(run["complete"].get<bool>());
  EXPECT_GE(run["epochs_done"], 2);
  EXPECT_EQ(run["epochs"], 100'000);
  const std::string command = run["to_go_on"];
  EXPECT_EQ(command,
            "deepcars train --config '" + path("a run/config.json") + "' --output '" + path("a run") + "'");
  const auto again = stop_deepcars(
      {"train", "--config", path("a run/config.json"), "--output", path("a run")}, "going on after", SIGINT);
  EXPECT_EQ(again.exit_status, 130) << again.err;
}

TEST_F(CliInfo, ARunThatWasNotTrainedYetHasNoBestEpoch) {
  write_text(path("begun/config.json"), read_text(path("run/config.json")));
  const auto run = facts(path("begun"));
  EXPECT_EQ(run["epochs_done"], 0);
  EXPECT_EQ(run["best_epoch"], 0);
  EXPECT_FALSE(run["complete"].get<bool>());
}

TEST_F(CliInfo, FilesOfARunAreToldByTheirContent) {
  const auto model = facts(path("run/model.safetensors"));
  EXPECT_EQ(model["kind"], "model");
  EXPECT_EQ(model["architecture"], "resnet18");
  EXPECT_EQ(model["input_px"], kModelSizePx);
  EXPECT_EQ(model["year_buckets"], kClasses);
  EXPECT_EQ(model["storage"], "fp32");
  EXPECT_EQ(model["bytes"], fs::file_size(path("run/model.safetensors")));
  EXPECT_EQ(model["photos_train"], kTrainPhotos);
  EXPECT_EQ(model["recipe"], "head");
  EXPECT_GT(model["temperature"], 0);

  const auto state = facts(path("run/best_state.safetensors"));
  EXPECT_EQ(state["kind"], "state of a training run");
  EXPECT_EQ(state["classes"], kClasses);
  const auto checkpoint = facts(path("run/checkpoint.pt"));
  EXPECT_EQ(checkpoint["kind"], "checkpoint of a training run");
  EXPECT_EQ(checkpoint["epochs_done"], 2);
  EXPECT_EQ(kind(path("run/config.json")), "options of a training run");
  const auto answers = facts(path("run/validation_answers.csv"));
  EXPECT_EQ(answers["kind"], "answers for validation photos");
  EXPECT_EQ(answers["photos"], kValPhotos);
  EXPECT_EQ(answers["year_buckets"], kClasses);

  // Whatever they are called.
  fs::copy(path("run/model.safetensors"), path("model.jpg"));
  EXPECT_EQ(kind(path("model.jpg")), "model");
  fs::copy(path("split.csv"), path("split.safetensors"));
  EXPECT_EQ(kind(path("split.safetensors")), "index of photos");
}

TEST_F(CliInfo, TheCheckpointOfAllLayersIsOneToo) {
  const auto run = run_deepcars(train_arguments("full", "all layers", 1));
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_EQ(facts(path("all layers/checkpoint.pt"))["epochs_done"], 1);
}

TEST_F(CliInfo, StorageIsWhatTheFileHolds) {
  for (const std::string storage : {"fp16", "int8"}) {
    const std::string file = path(storage + ".safetensors");
    ASSERT_EQ(run_deepcars(
                  {"export", "--model", path("run/model.safetensors"), "--" + storage, "--safetensors", file})
                  .exit_status,
              0);
    EXPECT_EQ(facts(file)["storage"], storage);
  }
}

TEST_F(CliInfo, AnIndexSaysWhatItHoldsAndWhatIsMissing) {
  const auto index = facts(path("split.csv"));
  EXPECT_EQ(index["photos"], kTrainPhotos + kValPhotos + kTestPhotos);
  EXPECT_EQ(index["years"], (std::vector<int>{1925, 2020}));
  EXPECT_EQ(index["splits"]["train"], kTrainPhotos);
  EXPECT_EQ(index["splits"]["test"], kTestPhotos);
  EXPECT_EQ(index["sources"].size(), 1u);
  EXPECT_EQ(index["missing_files"], 0);
  EXPECT_TRUE(facts(path("index.csv"))["splits"].empty()) << "it was never split";

  write_text(path("gone.csv"), "path,year,make,model,split_group\ncars/1925/none.jpg,1925,m,m,g\n");
  EXPECT_EQ(facts(path("gone.csv"))["missing_files"], 1);
}

TEST_F(CliInfo, PhotosAreShownUpright) {
  const auto jpeg = image::encode_jpeg(image::gradient_picture(40, 20));
  const auto write = [](const std::string& name, const image::Bytes& bytes) {
    write_text(path(name), std::string(bytes.begin(), bytes.end()));
    return path(name);
  };
  const auto turned = facts(write("turned", image::with_exif_orientation(jpeg, 6, true)));
  EXPECT_EQ(turned["kind"], "photo");
  EXPECT_EQ(turned["format"], "JPEG");
  EXPECT_EQ(turned["exif_orientation"], 6);
  EXPECT_EQ(turned["pixels"], (std::vector<int>{20, 40}));
  EXPECT_EQ(turned["bytes"], fs::file_size(path("turned")));
  const auto png = facts(write("png", image::encode_png(image::gradient_picture(40, 20))));
  EXPECT_EQ(png["format"], "PNG");
  EXPECT_EQ(png["pixels"], (std::vector<int>{40, 20}));
  EXPECT_FALSE(png.contains("exif_orientation"));
}

TEST_F(CliInfo, FoldersOfOtherCommands) {
  ASSERT_EQ(run_deepcars({"split", path("index.csv"), "--output", path("folds"), "--folds", "2"}).exit_status,
            0);
  EXPECT_EQ(facts(path("folds"))["folds"], 2);
  EXPECT_EQ(kind(path("folds/fold-1.csv")), "index of photos");

  const nlohmann::json base = {{"recipe", "head"},   {"weights", "none"}, {"epochs", 1},
                               {"bucket_width", 25}, {"batch_size", 12},  {"model_input_size", kModelSizePx}};
  write_text(path("spec.json"),
             nlohmann::json({{"folds", path("folds")},
                             {"output", path("sweep")},
                             {"base", base},
                             {"variants", {{"balanced", {{"class_weights", "balanced"}}}}}})
                 .dump());
  EXPECT_EQ(facts(path("spec.json"))["variants"], (std::vector<std::string>{"base", "balanced"}));
  ASSERT_EQ(run_deepcars({"sweep", path("spec.json")}).exit_status, 0);
  const auto sweep = facts(path("sweep"));
  EXPECT_EQ(sweep["kind"], "sweep");
  EXPECT_EQ(sweep["runs_finished"], 4);
  EXPECT_EQ(sweep["mae_years"].size(), 2u);

  ASSERT_EQ(run_deepcars({"evaluate", path("split.csv"), "--model", path("run/model.safetensors"), "--output",
                          path("report"), "--resamples", "20"})
                .exit_status,
            0);
  const auto report = facts(path("report"));
  EXPECT_EQ(report["kind"], "evaluation of a model");
  EXPECT_EQ(report["photos"], kTestPhotos);
  EXPECT_EQ(report["mae_years"],
            nlohmann::json::parse(read_text(path("report/metrics.json")))["metrics"]["mae_years"]);
  EXPECT_EQ(facts(path("report/report.json"))["mae_years"], report["mae_years"]);
  EXPECT_EQ(kind(path("split.csv.json")), "record of a split");
}

TEST_F(CliInfo, AStateDictOfPyTorch) {
  const std::string command = "/usr/bin/python3 " DEEPCARS_PTH_SCRIPT " '" + path("") + "' >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) GTEST_SKIP() << "no python3 with torch to write files with";
  for (const char* name : {"state_zip.pth", "state_legacy.pth"}) {
    const auto state = facts(path(name));
    EXPECT_EQ(state["kind"], "state_dict of PyTorch") << name;
    EXPECT_EQ(state["tensors"], 9) << name;
    EXPECT_TRUE(state["architecture"].is_null()) << "it is not ResNet-18";
  }
  EXPECT_EQ(facts(path("evil_zip.pth"))["tensors"], 1) << "what is beside an object that would run";
  EXPECT_FALSE(fs::exists(path("ran"))) << "nothing in a file is run";
}

TEST_F(CliInfo, AnythingElseIsOneSentenceThatSaysWhatWasFound) {
  write_text(path("notes.txt"), "My first car was red.\nThen came \"another\n");
  write_text(path("prices.csv"), "car,price\nbeetle,3\n");
  write_text(path("other.json"), R"({"colour": "red"})");
  write_text(path("empty"), "");
  write_text(path("binary"), std::string("\x01\x00\x02\x00", 4));
  fs::create_directory(path("bare"));
  expect_refused(path("notes.txt"), {"text", "a model", "a photo"});
  expect_refused(path("prices.csv"), {"columns are car, price", "index CSV"});
  expect_refused(path("other.json"), {"JSON with the keys colour"});
  write_text(path("list.json"), "[1, 2]");
  expect_refused(path("list.json"), {"not a JSON object"});
  expect_refused(path("empty"), {"an empty file"});
  expect_refused(path("binary"), {"binary"});
  expect_refused(path("bare"), {"folder"});
  expect_refused(path("cars"), {"51 photos", "deepcars prepare"});
  expect_refused(path("nowhere"), {"does not exist"});
}

TEST_F(CliInfo, SomethingBrokenIsSaidToBe) {
  expect_refused(half_of(path("run/model.safetensors"), "half.safetensors"), {"damaged"});
  expect_refused(half_of(path("run/best_state.safetensors"), "half_state.safetensors"), {"damaged"});
  expect_refused(half_of(path("run/checkpoint.pt"), "half.pt"), {"zip container is broken"});
  expect_refused(half_of(path("run/config.json"), "half.json"), {"not a JSON object"});
  write_text(path("zip"), "PK\x03\x04 and nothing of a zip");
  expect_refused(path("zip"), {"zip container is broken"});
  const auto jpeg = image::encode_jpeg(image::gradient_picture(40, 20));
  write_text(path("quarter.jpg"),
             std::string(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(jpeg.size() / 4)));
  expect_refused(path("quarter.jpg"), {"damaged"});
  write_text(path("year.csv"), "path,year,make,model,split_group\na.jpg,soon,m,m,g\n");
  expect_refused(path("year.csv"), {"\"soon\" is not a year"});
  write_text(path("typo.json"), R"({"recipe": "head", "epoch": 3})");
  expect_refused(path("typo.json"), {"the nearest is \"epochs\""});

  fs::copy(path("run"), path("damaged"));
  half_of(path("run/checkpoint.pt"), "damaged/checkpoint.pt");
  expect_refused(path("damaged"), {"damaged/checkpoint.pt is damaged"});
}

}  // namespace
}  // namespace deepcars::testing
