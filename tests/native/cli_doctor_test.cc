// doctor: what it finds on this machine, with models that are there, missing and broken.
#include <filesystem>
#include <set>

#include "tests/native/model_fixture.h"
#include "tests/random_model.h"

namespace deepcars::testing {
namespace {

class CliDoctor : public ModelFixture {
 protected:
  /// The finding of a name in the program's JSON.
  static nlohmann::json finding(const ProgramRun& run, const std::string& name) {
    const nlohmann::json json = run.json();
    for (const auto& one : json["findings"]) {
      if (one["name"] == name) return one;
    }
    ADD_FAILURE() << "no " << name << " in " << run.out << run.err;
    return {};
  }

  ProgramRun examine(const std::string& model) {
    return run_deepcars({"doctor", "--json", "--model", model});
  }
};

TEST_F(CliDoctor, TheExitStatusIsThatOfTheFindings) {
  const ProgramRun run = examine(model_);
  const nlohmann::json json = run.json();
  ASSERT_TRUE(json.is_object()) << run.err;
  std::set<std::string> names;
  bool all_well = true;
  for (const auto& one : json["findings"]) {
    names.insert(one["name"].get<std::string>());
    EXPECT_FALSE(one["found"].get<std::string>().empty()) << one;
    EXPECT_EQ(one["ok"].get<bool>(), one["to_do"].get<std::string>().empty()) << one;
    all_well = all_well && one["ok"].get<bool>();
  }
  EXPECT_EQ(names, (std::set<std::string>{"processor", "threads", "memory", "LibTorch", "bfloat16", "disk",
                                          "model", "known answer"}));
  EXPECT_EQ(run.json()["ok"].get<bool>(), all_well);
  EXPECT_EQ(run.exit_status, all_well ? 0 : 1);
  // Whatever machine runs this test.
  EXPECT_TRUE(finding(run, "model")["ok"]) << run.out;
  EXPECT_TRUE(finding(run, "known answer")["ok"]) << run.out;
}

TEST_F(CliDoctor, ALineForEachFindingSaysOkOrWhatToDo) {
  const ProgramRun run = run_deepcars({"doctor", "--model", model_});
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 8) << run.out;
  EXPECT_NE(run.out.find("known answer  ok       the fast kernels agree"), std::string::npos) << run.out;
}

TEST_F(CliDoctor, AModelThatCannotBeReadIsNotWell) {
  const std::string whole = read_text(model_);
  write_text(folder_ / "half.safetensors", whole.substr(0, whole.size() / 2));
  for (const std::string& model : {folder_ / "none.safetensors", folder_ / "half.safetensors"}) {
    const ProgramRun run = examine(model);
    EXPECT_EQ(run.exit_status, 1) << model;
    EXPECT_EQ(run.error_lines().size(), 1u) << run.err;
    EXPECT_FALSE(run.json()["ok"].get<bool>());
    EXPECT_FALSE(finding(run, "model")["ok"]) << run.out;
    EXPECT_NE(finding(run, "model")["found"].get<std::string>().find(model), std::string::npos) << run.out;
    EXPECT_FALSE(finding(run, "known answer")["ok"]) << run.out;
  }
}

TEST_F(CliDoctor, WithoutTheProgramThatTrainsTheRestIsExamined) {
  const ProgramRun run =
      run_deepcars({"doctor", "--json", "--model", model_}, "", copy_deepcars_alone(folder_ / ""));
  EXPECT_EQ(run.exit_status, 1);
  for (const char* name : {"LibTorch", "bfloat16"}) EXPECT_FALSE(finding(run, name)["ok"]) << run.out;
  EXPECT_NE(finding(run, "LibTorch")["found"].get<std::string>().find("deepcars-train"), std::string::npos);
  EXPECT_TRUE(finding(run, "known answer")["ok"]) << run.out;
}

TEST_F(CliDoctor, AnswersThatAreNoNumbersAreNotWell) {
  weights::ModelFile model = random_model(kClasses, kSizePx, 1);
  // Finite weights whose sums are not.
  for (float& value : model.tensors["fc.weight"].values) value = 3e38f;
  const auto file = weights::write_model_file(model, weights::Storage::fp32).value();
  write_text(folder_ / "huge.safetensors", std::string(file.begin(), file.end()));
  const ProgramRun run = examine(folder_ / "huge.safetensors");
  EXPECT_EQ(run.exit_status, 1);
  EXPECT_TRUE(finding(run, "model")["ok"]) << run.out;
  EXPECT_FALSE(finding(run, "known answer")["ok"]) << run.out;
}

}  // namespace
}  // namespace deepcars::testing
