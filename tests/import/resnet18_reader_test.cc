// Checkpoints as people have them: write_checkpoints.py says which of them the real libraries write.
#include "native/import/resnet18_reader.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "native/import/naming.h"
#include "tests/import/python_files.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::torch_import {
namespace {

using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;

constexpr int classes = 3;

/// What `fill` of write_checkpoints.py gives a ResNet-18.
weights::Tensors expected_state(bool with_last_layer = true) {
  weights::Shapes shapes;
  const Naming torchvision = known_namings().front();
  for (const BodyTensor& tensor : torchvision.body) shapes.emplace(tensor.torchvision, tensor.shape);
  shapes.emplace("fc.bias", std::vector<std::int64_t>{classes});
  shapes.emplace("fc.weight", std::vector<std::int64_t>{classes, 512});
  weights::Tensors state;
  std::int64_t k = 0;
  for (const auto& [name, shape] : shapes) {
    std::size_t count = 1;
    for (const std::int64_t extent : shape) count *= static_cast<std::size_t>(extent);
    std::vector<float> values;
    for (std::int64_t c = 0; c < shape[0]; ++c) {
      values.insert(values.end(), count / static_cast<std::size_t>(shape[0]),
                    static_cast<float>((7 * k + c) % 128) / 1024);
    }
    if (with_last_layer || !name.starts_with("fc.")) state[name] = {shape, std::move(values)};
    ++k;
  }
  return state;
}

void expect_same(const weights::Tensors& found, const weights::Tensors& expected) {
  EXPECT_EQ(found.size(), expected.size());
  for (const auto& [name, tensor] : expected) {
    ASSERT_TRUE(found.contains(name)) << name;
    EXPECT_EQ(found.at(name).shape, tensor.shape) << name;
    EXPECT_TRUE(found.at(name).values == tensor.values) << "the values of " << name;
  }
}

/// Skips where there is no torchvision for Python.
class ResNet18Reader : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    written_ = testing::write_with_python(DEEPCARS_CHECKPOINTS_SCRIPT, path(""), "good bad");
  }
  static void TearDownTestSuite() { delete folder_; }
  void SetUp() override {
    if (!written_) GTEST_SKIP() << testing::no_python;
  }

  static std::string path(const std::string& name) { return *folder_ / name; }

  static void expect_read(const std::vector<std::string>& names, const weights::Tensors& expected) {
    for (const std::string& name : names) {
      SCOPED_TRACE(name);
      const auto state = read_resnet18(path(name));
      ASSERT_TRUE(state) << state.error().sentence();
      expect_same(*state, expected);
    }
    EXPECT_FALSE(std::filesystem::exists(path("ran"))) << "something in a file was executed";
  }

  static void expect_refused(const std::string& name, const std::string& message, const std::string& hint) {
    const auto state = read_resnet18(path(name));
    ASSERT_FALSE(state) << name;
    EXPECT_EQ(state.error().message, path(name) + " cannot be used: " + message);
    EXPECT_EQ(state.error().hint, hint);
  }

 private:
  static TemporaryFolder* folder_;
  static bool written_;
};

TemporaryFolder* ResNet18Reader::folder_ = nullptr;
bool ResNet18Reader::written_ = false;

TEST_F(ResNet18Reader, ReadsPlainStateDictsOfEveryFormatAndNumberType) {
  expect_read({"plain.pth", "legacy.pth", "no_counters.pth", "half.pth", "bfloat16.pth", "double.pth"},
              expected_state());
}

TEST_F(ResNet18Reader, TakesOnePrefixOffTheNames) {
  expect_read({"data_parallel.pth", "backbone.pth", "net.pth", "encoder.pth"}, expected_state());
}

TEST_F(ResNet18Reader, FindsTheStateDictBesideWhatItCannotBuild) {
  expect_read({"nest_state_dict.pth", "nest_model_state_dict.pth", "nest_model.pth", "nest_net.pth",
               "nest_weights.pth", "nest_ema.pth", "nest_legacy.pth", "nest_twice.pth", "nest_deep.pth",
               "averaged.pth", "attribute.pth", "tensor_subclass.pth", "protocol3.pth", "protocol4.pth",
               "protocol5.pth"},
              expected_state());
}

TEST_F(ResNet18Reader, ReadsAWholeModuleAsItsStateDict) {
  expect_read({"whole.pth", "whole_legacy.pth", "scripted.pt"}, expected_state());
}

TEST_F(ResNet18Reader, ReadsWhatOtherLibrariesWrite) {
  expect_read(
      {"lightning.ckpt", "timm.pth.tar", "sequential.pth", "hugging_face.bin", "hugging_face_f32.safetensors",
       "hugging_face_f16.safetensors", "hugging_face_bf16.safetensors"},
      expected_state());
}

TEST_F(ResNet18Reader, TheContentSaysWhatAFileIs) {
  expect_read({"misnamed.pth", "misnamed.safetensors"}, expected_state());
}

TEST_F(ResNet18Reader, LeavesOutALastLayerThatIsNotOneLinearLayer) {
  expect_read({"headless_hugging_face.bin", "headless_identity.pth", "headless_sequential.pth",
               "headless_features.pth", "headless_fastai.pth"},
              expected_state(false));
}

TEST_F(ResNet18Reader, RefusesOtherNetworksByTheFirstTensorThatDiffers) {
  const std::string hint = "use the weights of a ResNet-18";
  expect_refused("resnet34.pth", "the weights have a tensor layer1.2.conv1.weight that ResNet-18 does not",
                 hint);
  expect_refused("resnet34_hugging_face.bin",
                 "the weights have a tensor resnet.encoder.stages.0.layers.2.layer.0.convolution.weight that "
                 "ResNet-18 does not",
                 hint);
  expect_refused("resnet50.pth", "the tensor layer1.0.conv1.weight has shape [64,64,1,1], not [64,64,3,3]",
                 hint);
  expect_refused("incomplete.pth", "the weights lack the tensor layer3.1.bn2.running_var", hint);
  expect_refused("squeezenet1_0.pth",
                 "ResNet-18 has no tensor like features.9.squeeze.weight, and most of its own are missing",
                 hint);
  expect_refused(
      "densenet121.pth",
      "ResNet-18 has no tensor like features.transition3.conv.weight, and most of its own are missing", hint);
}

TEST_F(ResNet18Reader, RefusesWhatNobodyShouldStartFrom) {
  expect_refused("two.pth", "it holds two ResNet-18, student.* and teacher.*",
                 "save the one to start from alone");
  expect_refused("diverged.pth", "tensor layer2.0.conv1.weight holds values that are not finite numbers",
                 "use weights from before they diverged");
  expect_refused("complex.pth", "tensor bn1.weight holds complex or quantised numbers",
                 "save the network in plain floating point");
  expect_refused("whole_other.pth", "it holds no dict of tensors",
                 "save the state_dict: torch.save(model.state_dict(), path)");
}

TEST_F(ResNet18Reader, AMessageIsOneLineWhateverNamesAFileHas) {
  const auto state = read_resnet18(path("odd_names.pth"));
  ASSERT_FALSE(state);
  EXPECT_NE(state.error().message.find("no tensor like a\\x0Ab,"), std::string::npos)
      << state.error().message;
  EXPECT_EQ(state.error().message.find('\n'), std::string::npos) << state.error().message;
}

TEST(ResNet18ReaderAlone, RefusesOtherFiles) {
  const TemporaryFolder folder;
  write_text(folder / "text.pth", "hello");
  write_text(folder / "none.pth", "");
  write_text(folder / "pickle.pth", "\x80\x02N.");
  write_text(folder / "cut.safetensors", std::string("\x40\0\0\0\0\0\0\0{\"a\":", 13));
  for (const char* name : {"text.pth", "none.pth", "missing.pth", "pickle.pth", "cut.safetensors"}) {
    const auto state = read_resnet18(folder / name);
    ASSERT_FALSE(state) << name;
    EXPECT_NE(state.error().message.find(name), std::string::npos) << state.error().message;
  }
}

TEST(ResNet18ReaderAlone, ReadsPretrainedWeights) {
  const char* const path = std::getenv("DEEPCARS_PRETRAINED");
  if (path == nullptr || *path == 0)
    GTEST_SKIP() << "DEEPCARS_PRETRAINED does not name a torchvision ResNet-18 .pth file to read";
  const auto state = read_resnet18(path);
  ASSERT_TRUE(state) << state.error().sentence();
  EXPECT_EQ(state->at("conv1.weight").shape, (std::vector<std::int64_t>{64, 3, 7, 7}));
  EXPECT_EQ(state->at("fc.weight").shape, (std::vector<std::int64_t>{1000, 512}));
  EXPECT_TRUE(state->contains("layer4.0.downsample.1.running_var"));
}

}  // namespace
}  // namespace deepcars::torch_import
