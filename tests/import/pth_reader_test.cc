#include "native/import/pth_reader.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "native/import/pickle_reader.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::torch_import {
namespace {

using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;

/// Files that PyTorch itself writes; skips where there is no PyTorch for Python.
class PthReader : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    const std::string command = "/usr/bin/python3 " DEEPCARS_PTH_SCRIPT " '" + path("") + "' >/dev/null 2>&1";
    written_ = std::system(command.c_str()) == 0;
  }
  static void TearDownTestSuite() { delete folder_; }
  void SetUp() override {
    if (!written_) GTEST_SKIP() << "no python3 with torch to write files with";
  }

  static std::string path(const std::string& name) { return *folder_ / name; }

  static void expect_state(const weights::Tensors& state) {
    using Values = std::vector<float>;
    EXPECT_EQ(state.at("a").shape, (std::vector<std::int64_t>{2, 3}));
    EXPECT_EQ(state.at("a").values, (Values{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(state.at("transposed").shape, (std::vector<std::int64_t>{3, 2}));
    EXPECT_EQ(state.at("transposed").values, (Values{0, 3, 1, 4, 2, 5}));
    EXPECT_EQ(state.at("part").values, (Values{3, 4, 5, 6}));
    EXPECT_EQ(state.at("scalar").shape, (std::vector<std::int64_t>{}));
    EXPECT_EQ(state.at("scalar").values, (Values{2.5f}));
    EXPECT_EQ(state.at("half").values, (Values{0.5f, -2.0f, 65504.0f, 0x1p-24f}));
    EXPECT_EQ(state.at("bfloat").values, (Values{1.5f, -3.0f}));
    EXPECT_EQ(state.at("double").values, (Values{0.25f}));
    EXPECT_EQ(state.at("num_batches_tracked").values, (Values{7}));
    EXPECT_EQ(state.at("parameter").values, (Values{1, 1}));
    EXPECT_EQ(state.size(), 9u);
  }

  static TemporaryFolder* folder_;
  static bool written_;
};

TemporaryFolder* PthReader::folder_ = nullptr;
bool PthReader::written_ = false;

TEST_F(PthReader, ReadsBothFormatsOfTorchSave) {
  for (const char* name : {"state_zip.pth", "state_legacy.pth", "wrapped_zip.pth", "wrapped_legacy.pth"}) {
    SCOPED_TRACE(name);
    const auto state = read_pth(path(name));
    ASSERT_TRUE(state) << state.error().sentence();
    expect_state(*state);
  }
}

TEST_F(PthReader, RunsNothingAndNamesWhatAFileAsksFor) {
  for (const char* name : {"evil_zip.pth", "evil_legacy.pth"}) {
    const auto state = read_pth(path(name));
    ASSERT_FALSE(state) << name;
    EXPECT_EQ(state.error().code, ErrorCode::weights_unsupported);
    EXPECT_NE(state.error().message.find(".system"), std::string::npos) << state.error().message;
  }
}

TEST_F(PthReader, SaysWhenThereAreNoTensors) {
  for (const char* name : {"list_zip.pth", "list_legacy.pth", "empty_zip.pth", "empty_legacy.pth"}) {
    const auto state = read_pth(path(name));
    ASSERT_FALSE(state) << name;
    EXPECT_EQ(state.error().code, ErrorCode::weights_unsupported) << state.error().message;
  }
}

TEST(PthReaderAlone, RefusesOtherFiles) {
  const TemporaryFolder folder;
  write_text(folder / "text.pth", "hello");
  write_text(folder / "none.pth", "");
  for (const char* name : {"text.pth", "none.pth", "missing.pth"})
    EXPECT_FALSE(read_pth(folder / name)) << name;
}

TEST(PthReaderAlone, ReadsPretrainedWeights) {
  const char* const path = std::getenv("DEEPCARS_PRETRAINED");
  if (path == nullptr || *path == 0)
    GTEST_SKIP() << "DEEPCARS_PRETRAINED does not name a torchvision ResNet-18 .pth file to read";
  const auto state = read_pth(path);
  ASSERT_TRUE(state) << state.error().sentence();
  EXPECT_EQ(state->at("conv1.weight").shape, (std::vector<std::int64_t>{64, 3, 7, 7}));
  EXPECT_EQ(state->at("fc.weight").shape, (std::vector<std::int64_t>{1000, 512}));
  EXPECT_TRUE(state->contains("layer4.0.downsample.1.running_var"));
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(PickleReader, DeepNestingAndCyclesDoNotRecurse) {
  std::string nested = "\x80\x02)";
  for (int i = 0; i < 1'000'000; ++i) nested += '\x85';  // A tuple of one, a million deep.
  EXPECT_TRUE(read_pickle(bytes_of(nested + ".")));
  EXPECT_TRUE(read_pickle(bytes_of(std::string("\x80\x02]q\0h\0a.", 9)))) << "a list that holds itself";
}

TEST(PickleReader, StopsCopiesThatGrowWithoutEnd) {
  // A list of 50,000 pairs, which OrderedDict(list) then copies again and again from a few bytes each.
  std::string bomb =
      "\x80\x02"
      "ccollections\nOrderedDict\nq\1](";
  for (int i = 0; i < 50'000; ++i) bomb += "NN\x86";
  bomb += "e\x85q\2";
  for (int i = 0; i < 1'000'000; ++i) bomb += "h\1h\2R";
  const auto pickle = read_pickle(bytes_of(bomb + "."));
  ASSERT_FALSE(pickle);
  EXPECT_EQ(pickle.error().code, ErrorCode::weights_unsupported) << pickle.error().message;
}

TEST(PickleReader, NamesUnknownOpcodesAndGlobals) {
  const auto opcode = read_pickle(bytes_of(std::string("\x80\x02i.", 4)));
  ASSERT_FALSE(opcode);
  EXPECT_NE(opcode.error().message.find("0x69"), std::string::npos);
  const auto global =
      read_pickle(bytes_of("\x80\x02"
                           "cbuiltins\neval\n."));
  ASSERT_FALSE(global);
  EXPECT_NE(global.error().message.find("builtins.eval"), std::string::npos);
}

}  // namespace
}  // namespace deepcars::torch_import
