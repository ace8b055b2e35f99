#include "native/import/pth_reader.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "native/import/pickle_reader.h"
#include "tests/import/python_files.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::torch_import {
namespace {

using deepcars::testing::bytes_of;
using deepcars::testing::read_text;
using deepcars::testing::TemporaryFolder;

/// Files that PyTorch itself writes; skips where there is no PyTorch for Python.
class PthReader : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    written_ = testing::write_with_python(DEEPCARS_PTH_SCRIPT, path(""));
  }
  static void TearDownTestSuite() { delete folder_; }
  void SetUp() override {
    if (!written_) GTEST_SKIP() << testing::no_python;
  }

  static std::string path(const std::string& name) { return *folder_ / name; }

  /// The first state_dict of a file: its tensors, or why it cannot be read.
  static Expected<weights::Tensors> read(const std::string& name) {
    const std::string file = read_text(path(name));
    const auto dicts = open_pth(bytes_of(file));
    if (!dicts) return tl::unexpected(dicts.error());
    weights::Tensors tensors;
    for (const auto& [tensor, shape] : dicts->front().shapes) {
      auto values = dicts->front().read(tensor);
      if (!values) return tl::unexpected(values.error());
      tensors[tensor] = {shape, *std::move(values)};
    }
    return tensors;
  }

  static void expect_state(const weights::Tensors& state, const std::string& prefix) {
    using Values = std::vector<float>;
    const auto tensor = [&](const char* name) { return state.at(prefix + name); };
    EXPECT_EQ(tensor("a").shape, (std::vector<std::int64_t>{2, 3}));
    EXPECT_EQ(tensor("a").values, (Values{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(tensor("transposed").shape, (std::vector<std::int64_t>{3, 2}));
    EXPECT_EQ(tensor("transposed").values, (Values{0, 3, 1, 4, 2, 5}));
    EXPECT_EQ(tensor("part").values, (Values{3, 4, 5, 6}));
    EXPECT_EQ(tensor("scalar").shape, (std::vector<std::int64_t>{}));
    EXPECT_EQ(tensor("scalar").values, (Values{2.5f}));
    EXPECT_EQ(tensor("half").values, (Values{0.5f, -2.0f, 65504.0f, 0x1p-24f}));
    EXPECT_EQ(tensor("bfloat").values, (Values{1.5f, -3.0f}));
    EXPECT_EQ(tensor("double").values, (Values{0.25f}));
    EXPECT_EQ(tensor("num_batches_tracked").values, (Values{7}));
    EXPECT_EQ(tensor("parameter").values, (Values{1, 1}));
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
    const auto state = read(name);
    ASSERT_TRUE(state) << state.error().sentence();
    expect_state(*state, std::string(name).starts_with("wrapped") ? "module." : "");
  }
}

TEST_F(PthReader, NoticesAChangedBitInAZip) {
  std::string file = read_text(path("state_zip.pth"));
  const float two_and_a_half = 2.5f;
  const auto at = file.find(std::string(reinterpret_cast<const char*>(&two_and_a_half), sizeof(float)));
  ASSERT_NE(at, std::string::npos);
  file[at] = static_cast<char>(file[at] ^ 1);
  const auto dicts = open_pth(bytes_of(file));
  ASSERT_TRUE(dicts) << dicts.error().sentence();
  const auto value = dicts->front().read("scalar");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, ErrorCode::weights_damaged) << value.error().message;
}

TEST_F(PthReader, InflatesNoStorageBeyondWhatItsTensorNeeds) {
  const auto state = read("inflating.pth");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, ErrorCode::weights_damaged) << state.error().message;
  EXPECT_NE(state.error().message.find("larger than it can be"), std::string::npos) << state.error().message;
}

TEST_F(PthReader, RunsNothingThatAFileAsksFor) {
  for (const char* name : {"evil_zip.pth", "evil_legacy.pth"}) {
    const auto state = read(name);
    ASSERT_TRUE(state) << name << ": " << state.error().sentence();
    EXPECT_EQ(state->size(), 1u) << "what the file would have made is left out";
    EXPECT_EQ(state->at("a").values, (std::vector<float>{1, 1}));
    EXPECT_FALSE(std::filesystem::exists(path("ran"))) << name;
  }
}

TEST_F(PthReader, SaysWhenThereAreNoTensors) {
  for (const char* name : {"list_zip.pth", "list_legacy.pth", "empty_zip.pth", "empty_legacy.pth"}) {
    const auto state = read(name);
    ASSERT_FALSE(state) << name;
    EXPECT_EQ(state.error().code, ErrorCode::weights_unsupported) << state.error().message;
  }
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

TEST(PickleReader, RemembersOnlySoMuch) {
  std::string bomb = "\x80\x02N";
  for (unsigned slot = 0; slot < 4'100'000; ++slot) {
    bomb += 'r';
    for (int byte = 0; byte < 4; ++byte) bomb += static_cast<char>(slot >> 8 * byte & 0xff);
  }
  const auto pickle = read_pickle(bytes_of(bomb + "."));
  ASSERT_FALSE(pickle);
  EXPECT_EQ(pickle.error().code, ErrorCode::weights_unsupported) << pickle.error().message;
}

TEST(PickleReader, ALongNameIsNotCopiedForEachObject) {
  // 100,000 objects of a name of a million letters.
  std::string bomb =
      "\x80\x02"
      "cany\n" +
      std::string(1'000'000, 'a') + "\nq\1";
  for (int i = 0; i < 100'000; ++i) bomb += "h\1)R";
  const auto pickle = read_pickle(bytes_of(bomb + "."));
  ASSERT_TRUE(pickle) << pickle.error().message;
  EXPECT_LT(pickle->at(pickle->root).text.size(), 100u);
}

TEST(PickleReader, NamesUnknownOpcodes) {
  const auto opcode = read_pickle(bytes_of(std::string("\x80\x02i.", 4)));
  ASSERT_FALSE(opcode);
  EXPECT_NE(opcode.error().message.find("0x69"), std::string::npos);
}

TEST(PickleReader, WhatItDoesNotKnowIsAnObjectThatKeepsOnlyItsState) {
  // builtins.eval("x"), with a state, an appended and an added item.
  const auto pickle =
      read_pickle(bytes_of("\x80\x04\x63"
                           "builtins\neval\n\x8c\1x\x85R}bNa(N\x90."));
  ASSERT_TRUE(pickle) << pickle.error().message;
  const PickleValue& object = pickle->at(pickle->root);
  EXPECT_EQ(object.kind, PickleValue::Kind::object);
  EXPECT_EQ(object.text, "builtins.eval");
  ASSERT_EQ(object.items.size(), 1u);
  EXPECT_EQ(pickle->at(object.items[0]).kind, PickleValue::Kind::dict);
}

TEST(StateDict, ManyReferencesToOneModuleAreFollowedOnce) {
  // Modules 30 deep, each of which holds the next one twice: a billion paths.
  const auto text = [](const std::string& words) {
    return "X" + std::string(1, static_cast<char>(words.size())) + std::string(3, '\0') + words;
  };
  std::string nested = "\x80\x02}" + text("model") + "cany\nModule\n)R";
  for (int depth = 0; depth < 30; ++depth) {
    // memo[0] = inner; then a module with the state {"_modules": {"a": memo[0], "b": memo[0]}}.
    nested += std::string("q\0", 2) + "0cany\nModule\n)R}" + text("_modules") + "}(" + text("a") +
              std::string("h\0", 2) + text("b") + std::string("h\0", 2) + "usb";
  }
  auto pickle = read_pickle(bytes_of(nested + "s."));
  ASSERT_TRUE(pickle) << pickle.error().message;
  const auto dicts = state_dicts_of(std::make_shared<const Pickle>(*std::move(pickle)), nullptr);
  ASSERT_FALSE(dicts);
  EXPECT_EQ(dicts.error().code, ErrorCode::weights_unsupported);
}

}  // namespace
}  // namespace deepcars::torch_import
