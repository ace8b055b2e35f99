// Models whose answers are not numbers, and names that a terminal would obey.
#include <algorithm>
#include <filesystem>

#include "tests/native/model_fixture.h"
#include "tests/random_model.h"

namespace deepcars::testing {
namespace {
namespace fs = std::filesystem;

class CliValues : public ModelFixture {
 protected:
  /// A model whose weights are numbers, but so large that its activations are not.
  std::string write_overflowing_model() {
    weights::ModelFile model = random_model(kClasses, kSizePx, 5);
    for (auto& [name, tensor] : model.tensors) {
      for (float& value : tensor.values) value *= 1e30f;
    }
    const auto file = weights::write_model_file(model, weights::Storage::fp32).value();
    write_text(folder_ / "overflowing.safetensors", {file.begin(), file.end()});
    return folder_ / "overflowing.safetensors";
  }
};

TEST_F(CliValues, AModelWhoseAnswerIsNotANumberIsRefused) {
  const std::string model = write_overflowing_model(), photo = draw("a.png", 1);
  write_text(folder_ / "index.csv", "path,year,make,model,split_group\na.png,2001,,,\na.png,2003,,,\n");
  expect_one_sentence(run_deepcars({"predict", photo, "--model", model}), {"a.png", "not a number"});
  expect_one_sentence(run_deepcars({"explain", photo, "--model", model, "--output", folder_ / "why.png"}),
                      {"not a number"});
  const ProgramRun evaluated =
      run_deepcars({"evaluate", folder_ / "index.csv", "--model", model, "--output", folder_ / "report"});
  EXPECT_EQ(evaluated.exit_status, 1);
  EXPECT_NE(evaluated.err.find("not a number"), std::string::npos) << evaluated.err;
  EXPECT_FALSE(fs::exists(folder_ / "why.png"));
  EXPECT_FALSE(fs::exists(folder_ / "report/metrics.json"));
}

TEST_F(CliValues, NamesAreShownInOneLineThatNoTerminalObeys) {
  const std::string good = draw("a\n\x1b[31m\u009b.png", 1), bad = folder_ / "b\n\x1b[31m\xff.png";
  write_text(bad, "this is a text");
  const auto expect_printable = [](const std::string& text) {
    for (const unsigned char letter : text)
      EXPECT_TRUE(letter == '\n' || (letter >= ' ' && letter != 0x7f)) << text;
    EXPECT_EQ(text.find("\u009b"), std::string::npos) << text;
  };
  const ProgramRun table = run_deepcars({"predict", good, bad, "--model", model_});
  EXPECT_EQ(table.exit_status, 3) << table.err;
  EXPECT_EQ(std::count(table.out.begin(), table.out.end(), '\n'), 2) << table.out;
  EXPECT_EQ(table.error_lines().size(), 2u) << table.err;
  for (const std::string& text : {table.out, table.err}) expect_printable(text);
  for (const char* format : {"--json", "--json-lines"}) {
    const ProgramRun json = run_deepcars({"predict", good, "--model", model_, format});
    expect_printable(json.out);
    const auto read = nlohmann::json::parse(json.out);
    EXPECT_EQ((read.is_array() ? read[0] : read)["path"], good) << "nothing is lost";
  }
  expect_printable(run_deepcars({"info", good}).out);
  expect_printable(run_deepcars({"pre\x1b[31mdict"}).err);
}

}  // namespace
}  // namespace deepcars::testing
