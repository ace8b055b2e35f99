#include <sstream>

#include "tests/native/model_fixture.h"

namespace deepcars::testing {
namespace {

class CliBench : public ModelFixture {
 protected:
  ProgramRun bench(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"bench", "--model", model_, "--runs", "3"});
    return run_deepcars(arguments);
  }
};

TEST_F(CliBench, TellsForwardAndGradient) {
  const ProgramRun run = bench({"--batch", "2"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  for (const std::string text : {"64 px, batch of 2", "forward  ", "forward + gradient"})
    EXPECT_NE(run.out.find(text), std::string::npos) << text << " in\n" << run.out;
}

TEST_F(CliBench, LayersAddUpToAll) {
  const ProgramRun run = bench({"--layers", "--threads", "1"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  double shares = 0;
  int convolutions = 0;
  std::istringstream lines(run.out);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t percent = line.find('%');
    if (percent == std::string::npos) continue;
    shares += std::stod(line.substr(percent - 6));
    convolutions += line.find("conv") != std::string::npos;
  }
  EXPECT_NEAR(shares, 100, 2) << run.out;
  EXPECT_EQ(convolutions, 2 * 17) << run.out;  // The stem and two in each of eight blocks, both ways.
}

TEST_F(CliBench, WrongNumbersAndModelsAreOneSentence) {
  for (const std::vector<std::string>& numbers :
       {std::vector<std::string>{"--size", "7"}, {"--batch", "none"}}) {
    const ProgramRun run = bench(numbers);
    EXPECT_EQ(run.exit_status, 2);
    ASSERT_EQ(run.error_lines().size(), 1u) << run.err;
    EXPECT_TRUE(run.err.starts_with("deepcars: ")) << run.err;
    EXPECT_NE(run.err.find(numbers[0]), std::string::npos) << run.err;
  }
  expect_one_sentence(run_deepcars({"bench", "--model", folder_ / "none"}), {"none", "does not exist"});
}

}  // namespace
}  // namespace deepcars::testing
