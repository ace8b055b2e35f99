// Where inputs come from: names of any encoding, lists with NUL bytes, pipes, folders with leftovers.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "shared/text.h"
#include "tests/native/model_fixture.h"

namespace deepcars::testing {
namespace {
namespace fs = std::filesystem;

using nlohmann::json;

class CliInputs : public ModelFixture {
 protected:
  ProgramRun run(std::vector<std::string> arguments, const std::string& input = "") {
    if (arguments[0] != "prepare" && arguments[0] != "split")
      arguments.insert(arguments.end(), {"--model", model_});
    return run_deepcars(arguments, input);
  }

  /// Runs the program with --json and returns what it printed.
  json answer(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.emplace_back("--json");
    const ProgramRun program = run(arguments, input);
    EXPECT_EQ(program.exit_status, 0) << arguments[0] << ": " << program.err;
    EXPECT_FALSE(program.json().is_null()) << arguments[0] << ": " << program.out;
    return program.json();
  }
};

TEST_F(CliInputs, NamesThatAreNotUtf8GoThroughEverySubcommand) {
  const std::string folder = folder_ / "Citro\xebn", photos = folder + "/photos";
  for (int i = 0; i < 10; ++i) {
    draw("Citro\xebn/photos/" + std::to_string(2000 + i % 5) + "/\xe9" + std::to_string(i) + ".png", i);
  }
  const json prepared = answer({"prepare", "--folder-per-year", photos, "-o", folder + "/index.csv"});
  EXPECT_EQ(prepared["photos"], 10);
  EXPECT_TRUE(std::string(prepared["index"]).ends_with("Citro%EBn/index.csv")) << prepared;
  answer({"split", folder + "/index.csv", "-o", folder + "/split.csv"});
  answer({"split", folder + "/index.csv", "-o", folder + "/folds", "--folds", "2"});
  answer({"evaluate", folder + "/index.csv", "-o", folder + "/report", "--resamples", "0"});

  const json scored = answer({"predict", photos});
  ASSERT_EQ(scored.size(), 10u);
  const json again = answer({"predict", std::string(scored[0]["path"])});
  EXPECT_EQ(again[0], scored[0]) << "the path in JSON names the same photo";
  answer({"explain", photos + "/2000", "--method", "gradient", "-o", folder + "/maps"});
  EXPECT_FALSE(run_deepcars({"info", folder + "/index.csv", "--json"}).json().is_null());
  EXPECT_EQ(run({"predict", photos, "--csv", "-o", folder + "/scores.csv"}).exit_status, 0);

  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    const std::string extension = file.path().extension().string();
    if (extension != ".csv" && extension != ".json" && extension != ".html") continue;
    EXPECT_TRUE(is_utf8(read_text(file.path()))) << file.path();
  }
}

TEST_F(CliInputs, ATableThatIsNotUtf8MakesAReportThatIs) {
  draw("a.png", 1);
  draw("b.png", 2);
  write_text(folder_ / "index.csv",
             "path,year,make,model,split_group\na.png,2001,Citro\xebn,DS,g\nb.png,2004,Citro\xebn,2CV,h\n");
  const json metrics =
      answer({"evaluate", folder_ / "index.csv", "-o", folder_ / "report", "--resamples", "0"});
  for (const auto& file : fs::recursive_directory_iterator(folder_ / "report")) {
    EXPECT_TRUE(is_utf8(read_text(file.path()))) << file.path();
  }
  EXPECT_NE(read_text(folder_ / "report/report.json").find("Citro\u00ebn"), std::string::npos);
}

TEST_F(CliInputs, AListMayHaveNulBytesBetweenItsPaths) {
  const std::string a = draw("a.png", 1), b = draw("two\nlines.png", 2);
  const json answers = answer({"predict", "-"}, a + '\0' + b + '\0');
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[1]["path"], b);
  EXPECT_EQ(
      answer({"explain", "-", "--method", "gradient", "-o", folder_ / "maps"}, a + '\0' + b + '\0').size(),
      2u);
}

TEST_F(CliInputs, APhotoAndATableMayComeThroughAPipe) {
  const std::string photo = draw("a.png", 1), pipe = folder_ / "pipe";
  EXPECT_EQ(answer({"predict", "/dev/stdin"}, read_text(photo))[0]["expected_year"],
            answer({"predict", photo})[0]["expected_year"]);
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const auto& [bytes, arguments] :
       {std::pair(read_text(photo), std::vector<std::string>{"predict", pipe}),
        {"path;year\n" + photo + ";2001.0\n", {"prepare", "--csv", pipe, "-o", folder_ / "index.csv"}},
        {"path,year,make,model,split_group\n" + photo + ",2001,,,g\n",
         {"evaluate", pipe, "-o", folder_ / "report", "--resamples", "0"}}}) {
    std::thread writer([&, text = bytes] { std::ofstream(pipe, std::ios::binary) << text; });
    answer(arguments);
    writer.join();
  }
  expect_one_sentence(run({"predict", pipe}), {"pipe that nothing writes into"});
}

TEST_F(CliInputs, LeftoversInAFolderDoNotFailTheRest) {
  draw("photos/a.jfif.png", 1);
  fs::rename(folder_ / "photos/a.jfif.png", folder_ / "photos/a.jfif");
  for (const char* name : {"photos/._a.jfif", "photos/__MACOSX/b.jpg", "photos/.thumbnails/c.jpg"}) {
    write_text(folder_ / name, "no picture");
  }
  ASSERT_EQ(::mkfifo((folder_ / "photos/pipe.jpg").c_str(), 0600), 0);
  EXPECT_EQ(answer({"predict", folder_ / "photos"}).size(), 1u);
}

TEST_F(CliInputs, PrepareSaysWhyMostRowsFell) {
  draw("a.png", 1);
  write_text(folder_ / "cars.csv", "path,year\na.png,2001\nb.png,old\nc.png,older\nd.png,2002\n");
  const ProgramRun prepared = run({"prepare", "--csv", folder_ / "cars.csv", "-o", folder_ / "index.csv"});
  EXPECT_EQ(prepared.exit_status, 3);
  EXPECT_NE(
      prepared.err.find("most photos are left out: 2 x year is not a number (row 3 of cars.csv: \"old\""),
      std::string::npos)
      << prepared.err;
}

TEST_F(CliInputs, PrepareNamesBothRowsOfAContradiction) {
  draw("a.png", 1);
  draw("b.png", 2);
  draw("c.png", 3);
  write_text(folder_ / "cars.csv", "path,year\na.png,2001\nb.png,2002\nc.png,2002\na.png,1960\n");
  const ProgramRun prepared = run({"prepare", "--csv", folder_ / "cars.csv", "-o", folder_ / "index.csv"});
  EXPECT_EQ(prepared.exit_status, 0) << prepared.err;
  EXPECT_NE(prepared.out.find("2  contradicting years"), std::string::npos) << prepared.out;
  EXPECT_NE(read_text(folder_ / "index.csv.dropped.csv")
                .find("row 5 of cars.csv: same bytes as row 2 of cars.csv, which says 2001 and not 1960"),
            std::string::npos);
}

}  // namespace
}  // namespace deepcars::testing
