// A signal ends every subcommand, also one that waits for bytes that never come.
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <future>
#include <utility>

#include "tests/native/model_fixture.h"
#include "tests/native/stopped_program.h"

namespace deepcars::testing {
namespace {
namespace fs = std::filesystem;

class CliSignals : public ModelFixture {
 protected:
  /// A named pipe, and an index that lists it as a photo.
  std::string make_pipe(const std::string& name) {
    write_text(folder_ / name, "");
    fs::remove(folder_ / name);
    EXPECT_EQ(mkfifo((folder_ / name).c_str(), 0600), 0);
    return folder_ / name;
  }
  std::string index_of(const std::string& photo) {
    write_text(photo + ".csv", "path,year,make,model,split_group\n" + photo + ",2001,,,\n");
    return photo + ".csv";
  }
};

TEST_F(CliSignals, EndEverySubcommandAndLeaveItsOutputsAlone) {
  const std::string photo = draw("a.png", 1), out = folder_ / "out", report = folder_ / "report";
  fs::create_directory(report);
  for (const std::string& file : {out, report + "/metrics.json"}) write_text(file, "earlier");
  int pipes = 0;
  const auto pipe = [&] { return make_pipe("pipes/" + std::to_string(pipes++) + ".png"); };
  using Words = std::vector<std::string>;
  using Command = std::function<Words(const std::string& pipe)>;
  const std::vector<Command> commands = {
      [&](const std::string& p) { return Words{"predict", p, photo, "--model", model_, "--output", out}; },
      [&](const std::string& p) { return Words{"predict", photo, "--model", p, "--output", out}; },
      [&](const std::string& p) { return Words{"explain", p, "--model", model_, "--output", out}; },
      [&](const std::string& p) {
        return Words{"evaluate", index_of(p), "--model", model_, "--output", report};
      },
      [&](const std::string& p) { return Words{"prepare", "--csv", index_of(p), "--output", out}; },
      [&](const std::string& p) { return Words{"split", p, "--output", out}; },
      [&](const std::string& p) { return Words{"export", "--model", p, "--safetensors", out}; },
      [&](const std::string& p) { return Words{"bench", "--model", p}; },
      [&](const std::string& p) { return Words{"doctor", "--model", p}; },
      [&](const std::string& p) { return Words{"cue", index_of(photo), "--model", p}; },
      [&](const std::string& p) {
        return Words{"train", p, "--weights", "none", "--output", folder_ / "run"};
      },
      [&](const std::string& p) { return Words{"sweep", p}; }};
  const std::vector<int> signals = {SIGINT, SIGTERM, SIGHUP};
  // Together: each takes as long as it is left time to end.
  std::vector<std::pair<Words, std::future<ProgramRun>>> runs;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const std::string path = pipe();
    const Words words = commands[i](path);
    runs.emplace_back(words, std::async(std::launch::async, [=] {
                        return stop_deepcars_waiting(path, words, signals[i % signals.size()]);
                      }));
  }
  for (auto& [words, run] : runs) EXPECT_EQ(run.get().exit_status, 130) << words.front();
  EXPECT_EQ(read_text(out), "earlier");
  EXPECT_EQ(read_text(report + "/metrics.json"), "earlier");
  for (const auto& file : fs::recursive_directory_iterator(folder_ / ""))
    EXPECT_FALSE(file.path().string().ends_with(".part")) << file.path();
}

}  // namespace
}  // namespace deepcars::testing
