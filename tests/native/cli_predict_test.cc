#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "native/base/csv.h"
#include "shared/features/familiarity.h"
#include "shared/features/neighbours.h"
#include "tests/native/model_fixture.h"
#include "tests/native/stopped_program.h"

namespace deepcars::testing {
namespace {

using nlohmann::json;

// Every photo's numbers are printed with at least this many correct digits.
constexpr double kCsvRounding = 1e-3;

class CliPredict : public ModelFixture {};

TEST_F(CliPredict, JsonHoldsAScoreForEveryPhoto) {
  const ProgramRun run = predict({"--json", draw("a.png", 1), draw("b.jpg", 2)});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const json answers = run.json();
  ASSERT_EQ(answers.size(), 2u) << run.out;
  for (const json& answer : answers) {
    double sum = 0, modernity = 0;
    ASSERT_EQ(answer["probabilities"].size(), static_cast<std::size_t>(kClasses));
    for (std::size_t k = 0; k < kClasses; ++k) {
      const double probability = answer["probabilities"][k]["probability"];
      EXPECT_GE(probability, 0);
      sum += probability;
      modernity += static_cast<double>(k + 1) * probability;
    }
    EXPECT_NEAR(sum, 1, 1e-5);
    EXPECT_NEAR(answer["modernity"], modernity, 1e-5);
    EXPECT_NEAR(answer["modernity_percent"], (modernity - 1) / (kClasses - 1) * 100, 1e-3);
    EXPECT_GE(answer["expected_year"], 2000.5);
    EXPECT_LE(answer["expected_year"], 2008.5);
    EXPECT_GE(answer["range_from_year"], 2000);
    EXPECT_LE(answer["range_to_year"], 2009);
    EXPECT_LE(answer["range_from_year"], answer["range_to_year"]);
    EXPECT_GE(answer["familiarity"], 0);
    EXPECT_LE(answer["familiarity"], 1);
    EXPECT_EQ(answer["unfamiliar"], answer["familiarity"] < features::unfamiliar_share);
  }
  EXPECT_EQ(answers[0]["probabilities"][0]["years"], "2000-2001");
  EXPECT_NE(answers[0]["expected_year"], answers[1]["expected_year"]);
}

TEST_F(CliPredict, NeighboursNeedTheFileBesideTheModel) {
  const std::string photo = draw("a.png", 1);
  expect_one_sentence(predict({"--neighbours", "2", photo}), {"neighbours.safetensors"});
  write_text(folder_ / "neighbours.safetensors", "not a file of neighbours");
  expect_one_sentence(predict({"--neighbours", "2", photo}), {"neighbours.safetensors"});
  const auto bytes =
      features::NeighbourSet::create(
          "another model", {std::vector<float>(512, 0.04f)}, std::vector<float>(512, 0.0f),
          std::vector<std::vector<float>>{std::vector<float>(512, 0.04f)}, {{1965, "Ford", "Mustang"}})
          .write();
  ASSERT_TRUE(bytes) << bytes.error().sentence();
  write_text(folder_ / "neighbours.safetensors", std::string(bytes->begin(), bytes->end()));
  expect_one_sentence(predict({"--neighbours", "2", photo}), {"another model", "neighbours.safetensors"});
}

TEST_F(CliPredict, FoldersAreSearchedToTheBottomInOrder) {
  draw("photos/z.JPG", 1);
  draw("photos/b/inner.jpeg", 2);
  draw("photos/a.png", 3);
  write_text(folder_ / "photos/notes.txt", "not a photo");
  const json answers = predict({"--json", folder_ / "photos"}).json();
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0]["path"], folder_ / "photos/a.png");
  EXPECT_EQ(answers[1]["path"], folder_ / "photos/b/inner.jpeg");
  EXPECT_EQ(answers[2]["path"], folder_ / "photos/z.JPG");
}

TEST_F(CliPredict, ADashReadsPathsFromStandardInput) {
  const ProgramRun run = predict({"--json", "-"}, draw("a.png", 1) + "\r\n\n" + draw("b c.png", 2) + "\n");
  ASSERT_EQ(run.exit_status, 0) << run.err;
  ASSERT_EQ(run.json().size(), 2u);
  EXPECT_EQ(run.json()[1]["path"], folder_ / "b c.png");
  expect_one_sentence(predict({"-"}, "\n"), {"names no photo"});
}

TEST_F(CliPredict, CsvAndJsonLinesSayTheSameAsJson) {
  std::vector<std::string> photos;
  for (int i = 0; i < 6; ++i)
    photos.push_back(draw(std::to_string(i) + ", car.png", i));  // More than a batch.
  const auto with = [&](const std::string& option, const std::string& output) {
    std::vector<std::string> arguments = photos;
    arguments.insert(arguments.end(), {option, "--output", output});
    EXPECT_EQ(predict(arguments).exit_status, 0);
  };
  with("--json", folder_ / "a.json");
  with("--json-lines", folder_ / "a.jsonl");
  with("--csv", folder_ / "a.csv");
  const json answers = json::parse(read_text(folder_ / "a.json"));
  ASSERT_EQ(answers.size(), photos.size());

  std::istringstream lines(read_text(folder_ / "a.jsonl"));
  std::string line;
  for (const json& answer : answers) {
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_EQ(json::parse(line), answer);
  }
  EXPECT_FALSE(std::getline(lines, line));

  const auto table = base::read_csv(folder_ / "a.csv");
  ASSERT_TRUE(table) << table.error().sentence();
  ASSERT_EQ(table->rows.size(), photos.size());
  for (std::size_t i = 0; i < photos.size(); ++i) {
    EXPECT_EQ(table->cell(i, *table->column("path")), photos[i]);
    EXPECT_NEAR(std::stod(table->cell(i, *table->column("expected_year"))), answers[i]["expected_year"],
                kCsvRounding);
    EXPECT_EQ(table->cell(i, *table->column("top")), answers[i]["top"].get<std::string>());
    EXPECT_NEAR(std::stod(table->cell(i, *table->column("p_2004-2005"))),
                answers[i]["probabilities"][2]["probability"], kCsvRounding);
  }
}

TEST_F(CliPredict, TheTableIsForPeople) {
  const ProgramRun run = predict({draw("a.png", 1)});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_NE(run.out.find("expected year"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find(" of 5"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("2008-2009"), std::string::npos) << run.out;
}

TEST_F(CliPredict, ThreadsAndBatchesDoNotChangeTheAnswer) {
  std::vector<std::string> photos;
  for (int i = 0; i < 5; ++i) photos.push_back(draw(std::to_string(i) + ".png", i));
  std::vector<std::string> arguments = {"--json", "--threads", "3"};
  arguments.insert(arguments.end(), photos.begin(), photos.end());
  const json together = predict(arguments).json();
  ASSERT_EQ(together.size(), photos.size());
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const json alone = predict({"--json", "--threads", "1", photos[i]}).json();
    EXPECT_NEAR(alone[0]["expected_year"], together[i]["expected_year"], 1e-4);
  }
}

TEST_F(CliPredict, UnreadablePhotosAreNamedAndTheOthersScored) {
  write_text(folder_ / "text.jpg", "this is a text");
  const ProgramRun run = predict({"--json", folder_ / "text.jpg", draw("a.png", 1),
                                  draw_truncated("half.png"), folder_ / "missing.png"});
  EXPECT_EQ(run.exit_status, 3);
  const auto lines = run.error_lines();
  ASSERT_EQ(lines.size(), 4u) << run.err;
  EXPECT_NE(lines[0].find("text.jpg"), std::string::npos) << lines[0];
  EXPECT_NE(lines[1].find("half.png"), std::string::npos) << lines[1];
  EXPECT_NE(lines[2].find("missing.png"), std::string::npos) << lines[2];
  EXPECT_NE(lines[3].find("3 of 4 photos"), std::string::npos) << lines[3];
  const json answers = run.json();
  ASSERT_EQ(answers.size(), 4u) << run.out;
  EXPECT_EQ(answers[0]["error"]["code"], "not_an_image");
  EXPECT_TRUE(answers[1].contains("expected_year"));
  EXPECT_EQ(answers[2]["error"]["code"], "image_damaged");
  EXPECT_EQ(answers[3]["error"]["code"], "file_unreadable");
}

TEST_F(CliPredict, ADamagedJpegIsScoredWithAWarning) {
  const ProgramRun run = predict({"--json", draw_truncated("half.jpg"), draw("a.jpg", 1)});
  EXPECT_EQ(run.exit_status, 0) << run.err;
  ASSERT_EQ(run.error_lines().size(), 1u) << run.err;
  EXPECT_NE(run.err.find("half.jpg: the picture is damaged (it ends too early"), std::string::npos)
      << run.err;
  const json answers = run.json();
  EXPECT_EQ(answers[0]["damaged"], true);
  EXPECT_TRUE(answers[0]["damage"].is_string());
  EXPECT_EQ(answers[1]["damaged"], false);
  EXPECT_EQ(answers[1]["decoded_by"], "deepcars");
  const ProgramRun table = predict({folder_ / "half.jpg"});
  EXPECT_NE(table.out.find("(damaged)"), std::string::npos) << table.out;
}

TEST_F(CliPredict, NoPhotoThatCanBeScoredIsAFailure) {
  write_text(folder_ / "text.jpg", "this is a text");
  EXPECT_EQ(predict({folder_ / "text.jpg"}).exit_status, 1);
  EXPECT_EQ(predict({folder_ / "text.jpg", folder_ / "missing.png"}).exit_status, 1);
}

TEST_F(CliPredict, AnInterruptEndsTheListButKeepsItWhole) {
  std::vector<std::string> arguments = {"predict", "--model", model_, "--json", "--threads", "1"};
  arguments.insert(arguments.end(), 20'000, draw("a.png", 1));
  const ProgramRun run = stop_deepcars(arguments, "expected_year", SIGINT);
  EXPECT_EQ(run.exit_status, 130);
  const json answers = run.json();
  ASSERT_TRUE(answers.is_array()) << "the array is closed";
  EXPECT_GT(answers.size(), 0u);
  EXPECT_LT(answers.size(), 20'000u);

  write_text(folder_ / "scores.csv", "earlier");
  const std::string pipe = folder_ / "pipe.png";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  arguments = {"predict", "--model", model_, "--csv", "--output", folder_ / "scores.csv", pipe};
  arguments.insert(arguments.end(), 2'000, draw("a.png", 1));  // The signal comes long before their end.
  EXPECT_EQ(stop_deepcars_reading(pipe, arguments, SIGINT).exit_status, 130);
  EXPECT_EQ(read_text(folder_ / "scores.csv"), "earlier");
}

TEST_F(CliPredict, TheHelpSaysWhatEveryExitStatusMeans) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--help"}, {"predict", "--help"}, {"prepare", "--help"}}) {
    const ProgramRun run = run_deepcars(words);
    EXPECT_EQ(run.exit_status, 0);
    for (const char* said : {"Exit status: 0", "1 failed", "2 wrong usage", "130 interrupted"}) {
      EXPECT_NE(run.out.find(said), std::string::npos) << said << " in " << run.out;
    }
    EXPECT_TRUE(run.out.find(" 3 ") != std::string::npos || run.out.find("\n3 ") != std::string::npos)
        << run.out;
  }
}

TEST_F(CliPredict, AFolderWithoutPhotosIsAnError) {
  write_text(folder_ / "empty/notes.txt", "nothing here");
  const ProgramRun run = predict({"--json", folder_ / "empty"});
  EXPECT_EQ(run.exit_status, 1);
  EXPECT_NE(run.err.find("holds no photo"), std::string::npos) << run.err;
}

TEST_F(CliPredict, WrongUsageIsOneSentenceThatNamesTheHelp) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"predict"},
                                                    {"predict", "--threads", "abc", "a.png"},
                                                    {"no-such-subcommand"}}) {
    const ProgramRun run = run_deepcars(arguments);
    EXPECT_EQ(run.exit_status, 2);
    EXPECT_EQ(run.error_lines().size(), 1u) << run.err;
    EXPECT_NE(run.err.find("--help"), std::string::npos) << run.err;
  }
}

TEST_F(CliPredict, AMissingOrDamagedModelIsOneSentence) {
  const std::string photo = draw("a.png", 1);
  expect_one_sentence(run_deepcars({"predict", "--model", folder_ / "none.safetensors", photo}),
                      {"none.safetensors", "does not exist"});
  const std::string whole = read_text(model_);
  write_text(folder_ / "half.safetensors", whole.substr(0, whole.size() / 2));
  expect_one_sentence(run_deepcars({"predict", "--model", folder_ / "half.safetensors", photo}),
                      {"half.safetensors"});
}

TEST_F(CliPredict, TheEnvironmentCanNameTheModel) {
  const std::string photo = draw("a.png", 1);
  ASSERT_EQ(setenv("DEEPCARS_MODEL", model_.c_str(), 1), 0);
  EXPECT_EQ(run_deepcars({"predict", photo}).exit_status, 0);
  ASSERT_EQ(unsetenv("DEEPCARS_MODEL"), 0);
}

TEST_F(CliPredict, TheModelIsFoundBesideTheProgram) {
  const std::string photo = draw("a.png", 1), program = folder_ / "bin/deepcars";
  write_text(program, "");
  std::filesystem::copy_file(deepcars_program(), program, std::filesystem::copy_options::overwrite_existing);
  // From a folder without models/, which is looked at last.
  const std::vector<std::string> elsewhere = {"-C",    folder_ / "bin", "-u", "DEEPCARS_MODEL",
                                              program, "predict",       photo};
  expect_one_sentence(run_deepcars(elsewhere, "", "/usr/bin/env"),
                      {folder_ / "models/deepcars-resnet18.safetensors", "--model", "DEEPCARS_MODEL"});
  write_text(folder_ / "models/deepcars-resnet18.safetensors", read_text(model_));
  EXPECT_EQ(run_deepcars(elsewhere, "", "/usr/bin/env").exit_status, 0);
}

TEST_F(CliPredict, AnUnwritableOutputIsOneSentence) {
  write_text(folder_ / "file", "in the way");
  expect_one_sentence(predict({draw("a.png", 1), "--csv", "--output", folder_ / "file/scores.csv"}),
                      {"scores.csv", "cannot be written"});
  EXPECT_EQ(read_text(folder_ / "file"), "in the way");
}

TEST_F(CliPredict, AnEarlierOutputSurvivesAFailure) {
  write_text(folder_ / "scores.json", "earlier");
  const ProgramRun run = run_deepcars({"predict", "--model", folder_ / "none.safetensors", draw("a.png", 1),
                                       "--json", "--output", folder_ / "scores.json"});
  EXPECT_EQ(run.exit_status, 1);
  EXPECT_EQ(read_text(folder_ / "scores.json"), "earlier");
}

}  // namespace
}  // namespace deepcars::testing
