#include <algorithm>
#include <cmath>
#include <filesystem>

#include "native/base/files.h"
#include "shared/weights/model_file.h"
#include "tests/native/model_fixture.h"

namespace deepcars::testing {
namespace {

class CliExport : public ModelFixture {
 protected:
  ProgramRun export_model(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"export", "--model", model_});
    return run_deepcars(arguments);
  }

  weights::ModelFile read(const std::string& path) {
    return weights::read_model_file(base::read_file(path).value()).value();
  }
};

TEST_F(CliExport, WritesSeveralFormsInOneCall) {
  const ProgramRun run =
      export_model({"--safetensors", folder_ / "full.safetensors", "--onnx-scores", folder_ / "scores.onnx",
                    "--onnx-gradient", folder_ / "deep/er/gradient.onnx"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const auto full = static_cast<double>(std::filesystem::file_size(folder_ / "full.safetensors"));
  const auto half = static_cast<double>(std::filesystem::file_size(model_));
  EXPECT_NEAR(half / full, 0.5, 0.01);
  for (const char* name : {"scores.onnx", "deep/er/gradient.onnx"}) {
    EXPECT_NEAR(static_cast<double>(std::filesystem::file_size(folder_ / name)) / full, 1, 0.01) << name;
  }
  EXPECT_EQ(read(folder_ / "full.safetensors").tensors.at("conv1.weight").values,
            read(model_).tensors.at("conv1.weight").values);
}

TEST_F(CliExport, Fp16HalvesEveryForm) {
  const ProgramRun run =
      export_model({"--fp16", "--safetensors", folder_ / "half.safetensors", "--onnx-scores",
                    folder_ / "scores.onnx", "--onnx-gradient", folder_ / "gradient.onnx"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const auto half = static_cast<double>(std::filesystem::file_size(model_));
  for (const char* name : {"half.safetensors", "scores.onnx", "gradient.onnx"}) {
    EXPECT_NEAR(static_cast<double>(std::filesystem::file_size(folder_ / name)) / half, 1, 0.01) << name;
  }
}

TEST_F(CliExport, Int8QuartersEveryFormAndEveryValueIsWithinHalfAStep) {
  const std::string quarter = folder_ / "quarter.safetensors";
  const ProgramRun run =
      export_model({"--int8", "--safetensors", quarter, "--onnx-scores", folder_ / "scores.onnx",
                    "--onnx-gradient", folder_ / "gradient.onnx"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const auto half = static_cast<double>(std::filesystem::file_size(model_));
  for (const char* name : {"quarter.safetensors", "scores.onnx", "gradient.onnx"}) {
    EXPECT_NEAR(static_cast<double>(std::filesystem::file_size(folder_ / name)) / half, 0.5, 0.01) << name;
  }
  const weights::ModelFile before = read(model_), after = read(quarter);
  EXPECT_EQ(after.metadata.class_years, before.metadata.class_years);
  EXPECT_EQ(after.tensors.at("layer1.0.conv1.bias").values, before.tensors.at("layer1.0.conv1.bias").values);
  // No channel's step is above that of the largest value in the tensor.
  const auto& exact = before.tensors.at("fc.weight").values;
  const auto& rounded = after.tensors.at("fc.weight").values;
  float largest = 0;
  for (const float value : exact) largest = std::max(largest, std::abs(value));
  ASSERT_EQ(rounded.size(), exact.size());
  for (std::size_t i = 0; i < exact.size(); ++i)
    ASSERT_NEAR(rounded[i], exact[i], 0.501f * largest / 127) << i;
}

TEST_F(CliExport, AnInt8ModelIsUsedLikeAnyOther) {
  const std::string quarter = folder_ / "quarter.safetensors", again = folder_ / "again.safetensors";
  ASSERT_EQ(export_model({"--int8", "--safetensors", quarter}).exit_status, 0);
  const ProgramRun scored = run_deepcars({"predict", draw("car.png", 1), "--model", quarter});
  EXPECT_EQ(scored.exit_status, 0) << scored.err;
  const ProgramRun run = run_deepcars({"export", "--model", quarter, "--safetensors", again});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const weights::ModelFile expanded = read(again);
  for (const auto& [name, tensor] : read(quarter).tensors)
    EXPECT_EQ(expanded.tensors.at(name).values, tensor.values) << name;
}

TEST_F(CliExport, PutsNameTermsAndEvaluationIntoTheMetadata) {
  write_text(folder_ / "metrics.json", R"({"metrics": {"accuracy": 0.25}})");
  const std::string output = folder_ / "new.safetensors";
  const ProgramRun run =
      export_model({"--fp16", "--safetensors", output, "--name", "my car model", "--licence", "mine alone",
                    "--set-evaluation", folder_ / "metrics.json"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const weights::ModelMetadata metadata = read(output).metadata;
  EXPECT_EQ(metadata.model_name, "my car model");
  EXPECT_EQ(metadata.licence, "mine alone");
  EXPECT_EQ(metadata.evaluation["metrics"]["accuracy"], 0.25);
  EXPECT_EQ(metadata.temperature, read(model_).metadata.temperature);
}

TEST_F(CliExport, TakesTheCalibrationOfASweep) {
  write_text(folder_ / "calibration.json", R"({"temperature": 1.75, "range_mass": 0.9, "photos": 12})");
  const std::string output = folder_ / "new.safetensors";
  const ProgramRun run =
      export_model({"--safetensors", output, "--set-calibration", folder_ / "calibration.json"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_EQ(read(output).metadata.temperature, 1.75);
  EXPECT_EQ(read(output).metadata.range_mass, 0.9);

  write_text(folder_ / "calibration.json", R"({"temperature": 0, "range_mass": 0.9, "photos": 12})");
  expect_one_sentence(
      export_model({"--safetensors", output, "--set-calibration", folder_ / "calibration.json"}),
      {"calibration.json", "deepcars sweep"});
}

TEST_F(CliExport, AModelCanReplaceItself) {
  ASSERT_EQ(export_model({"--fp16", "--safetensors", model_, "--name", "again"}).exit_status, 0);
  EXPECT_EQ(read(model_).metadata.model_name, "again");
}

TEST_F(CliExport, MistakesAreOneSentenceAndLeaveEarlierFilesAlone) {
  const std::string output = folder_ / "out.safetensors";
  write_text(output, "earlier");
  expect_one_sentence(export_model({}), {"--safetensors"});
  const ProgramRun both = export_model({"--fp16", "--int8", "--safetensors", output});
  EXPECT_EQ(both.exit_status, 2) << "wrong usage";
  ASSERT_EQ(both.error_lines().size(), 1u) << both.err;
  for (const char* flag : {"--fp16", "--int8"}) EXPECT_NE(both.err.find(flag), std::string::npos) << both.err;
  write_text(folder_ / "metrics.json", "[1, 2");
  expect_one_sentence(export_model({"--safetensors", output, "--set-evaluation", folder_ / "metrics.json"}),
                      {"metrics.json", "not a JSON object"});
  write_text(folder_ / "text.safetensors", "this is a text, long enough to be taken for a header");
  expect_one_sentence(
      run_deepcars({"export", "--model", folder_ / "text.safetensors", "--safetensors", output}),
      {"text.safetensors"});
  EXPECT_EQ(read_text(output), "earlier");
}

TEST_F(CliExport, AnUnwritableOutputIsOneSentence) {
  write_text(folder_ / "file", "in the way");
  expect_one_sentence(export_model({"--onnx-scores", folder_ / "file/scores.onnx"}),
                      {"scores.onnx", "cannot be written"});
}

}  // namespace
}  // namespace deepcars::testing
