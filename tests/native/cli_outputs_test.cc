// Where outputs lead: full disks, closed pipes, devices, and files that are inputs too.
#include <sys/stat.h>

#include <filesystem>
#include <map>

#include "tests/native/model_fixture.h"

namespace deepcars::testing {
namespace {
namespace fs = std::filesystem;

class CliOutputs : public ModelFixture {
 protected:
  /// Runs the program in a shell, where "$@" stands for it and its arguments.
  static ProgramRun in_shell(const std::string& script, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-c", script, "sh", deepcars_program()});
    return run_deepcars(arguments, "", "/bin/sh");
  }

  std::string write_index() {
    std::string table = "path,year,make,model,split_group\n";
    for (int i = 0; i < 6; ++i)
      table += draw("cars/" + std::to_string(i) + ".png", i) + ",200" + std::to_string(i) + ",,," +
               std::to_string(i) + "\n";
    write_text(folder_ / "index.csv", table);
    return folder_ / "index.csv";
  }

  std::vector<std::string> evaluate(const std::string& index) {
    return {"evaluate", index,         "--model", model_,      "--output", folder_ / "report", "--split",
            "all",      "--resamples", "5",       "--threads", "1",        "--no-html"};
  }

  std::map<std::string, std::string> files_in(const std::string& folder) {
    std::map<std::string, std::string> files;
    for (const auto& file : fs::directory_iterator(folder))
      files[file.path().filename()] = read_text(file.path());
    return files;
  }
};

TEST_F(CliOutputs, EverySubcommandNoticesThatItsOutputIsLost) {
  const std::string index = write_index(), photo = folder_ / "cars/0.png";
  const std::vector<std::vector<std::string>> commands = {
      {"--help"},
      {"--version"},
      {"predict", photo, "--model", model_, "--threads", "1"},
      {"explain", photo, "--model", model_, "--output", folder_ / "why.png", "--method", "gradient",
       "--threads", "1"},
      {"prepare", "--csv", index, "--output", folder_ / "prepared.csv", "--threads", "1"},
      {"split", index, "--output", folder_ / "split.csv", "--fractions", "0.4,0.3,0.3"},
      {"export", "--model", model_, "--safetensors", folder_ / "copy.safetensors"},
      {"info", model_},
      {"info", model_, "--json"},
      {"bench", "--model", model_, "--runs", "1", "--size", "32", "--threads", "1"},
      evaluate(index)};
  for (const std::vector<std::string>& command : commands) {
    const ProgramRun run = in_shell(R"("$@" >/dev/full)", command);
    EXPECT_EQ(run.exit_status, 1) << command.front() << '\n' << run.err;
    EXPECT_NE(run.err.find("standard output cannot be written"), std::string::npos) << command.front() << '\n'
                                                                                    << run.err;
  }
  const ProgramRun closed = in_shell(R"("$@" >&-)", {"predict", photo, "--model", model_});
  EXPECT_EQ(closed.exit_status, 1) << closed.err;
  EXPECT_NE(closed.err.find("standard output cannot be written"), std::string::npos) << closed.err;
}

TEST_F(CliOutputs, AReaderThatLeavesEndsALongPrediction) {
  const std::string photos = "yes '" + draw("a.png", 1) + "' | head -n 20000";
  const ProgramRun run = in_shell("{ " + photos + R"( | "$@"; echo $? >&2; } | head -c 1 >/dev/null)",
                                  {"predict", "--model", model_, "--json-lines", "-"});
  EXPECT_TRUE(run.err.ends_with("\n1\n")) << run.err;
}

TEST_F(CliOutputs, DevicesAndStandardOutputAreWrittenTo) {
  const std::string photo = draw("a.png", 1);
  const std::vector<std::string> predict = {"predict", photo, "--model", model_, "--csv", "--output"};
  const auto to = [&](const std::string& output) {
    std::vector<std::string> words = predict;
    words.push_back(output);
    return words;
  };
  EXPECT_EQ(run_deepcars(to("/dev/null")).exit_status, 0);
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  const ProgramRun file = in_shell(R"("$@")", to("/dev/stdout"));
  EXPECT_TRUE(file.out.starts_with("path,")) << file.out << file.err;
  EXPECT_EQ(in_shell(R"("$@" | cat)", to("/dev/stdout")).out, file.out);
  EXPECT_EQ(in_shell(R"(echo first; "$@"; echo last)", to("/dev/stdout")).out,
            "first\n" + file.out + "last\n");
  const std::string index = write_index();
  const ProgramRun prepared = run_deepcars({"prepare", "--csv", index, "--output", "/dev/stdout"});
  EXPECT_EQ(prepared.exit_status, 0) << prepared.err;
  EXPECT_TRUE(prepared.out.starts_with("path,year")) << prepared.out;
  EXPECT_FALSE(fs::exists("/dev/stdout.dropped.csv"));
}

TEST_F(CliOutputs, AnInputIsNotOverwritten) {
  const std::string index = write_index(), photo = folder_ / "cars/0.png";
  const std::vector<std::vector<std::string>> commands = {
      {"explain", photo, "--model", model_, "--output", photo},
      {"explain", photo, "--model", model_, "--output", folder_ / "why.png", "--heat-map", photo},
      {"explain", photo, "--model", model_, "--output", model_},
      {"predict", photo, "--model", model_, "--output", photo},
      {"predict", photo, "--model", model_, "--output", model_},
      {"prepare", "--csv", index, "--output", index},
      {"split", index, "--output", index}};
  const auto photos = files_in(folder_ / "cars");
  const std::string model = read_text(model_), table = read_text(index);
  for (const std::vector<std::string>& command : commands) {
    expect_one_sentence(run_deepcars(command), {"an input too"});
    EXPECT_EQ(files_in(folder_ / "cars"), photos) << command.front();
    EXPECT_TRUE(read_text(model_) == model) << command.front();
    EXPECT_EQ(read_text(index), table) << command.front();
  }
  fs::create_directory(folder_ / "report");
  fs::copy_file(index, folder_ / "report/predictions.csv");
  expect_one_sentence(run_deepcars(evaluate(folder_ / "report/predictions.csv")),
                      {"predictions.csv", "an input too"});
  expect_one_sentence(run_deepcars({"explain", photo, "--model", model_, "--output", folder_ / "a.png",
                                    "--heat-map", folder_ / "a.png"}),
                      {"a.png", "two outputs"});
}

TEST_F(CliOutputs, AFullDiskLeavesTheEarlierReport) {
  const std::string index = write_index();
  ASSERT_EQ(run_deepcars(evaluate(index)).exit_status, 0);
  const auto earlier = files_in(folder_ / "report");
  std::string table = read_text(index);
  write_text(index, table.substr(0, table.rfind('\n', table.size() - 2) + 1));  // One photo fewer.
  // With the signal ignored, a file that would become larger than so many blocks is refused, as on a full disk.
  for (const char* blocks : {"0", "1", "2"}) {
    const ProgramRun run = in_shell(
        std::string("trap '' XFSZ; ulimit -f ") + blocks + R"(; exec "$@" >/dev/null)", evaluate(index));
    EXPECT_EQ(run.exit_status, 1) << blocks << run.err;
    EXPECT_TRUE(files_in(folder_ / "report") == earlier) << blocks;
  }
}

}  // namespace
}  // namespace deepcars::testing
