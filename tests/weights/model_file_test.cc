// The weight file of a model: what is written is read back, and what does not belong together is refused.
#include "shared/weights/model_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/random_model.h"

namespace deepcars::weights {
namespace {

constexpr int classes = 5, size_px = 64;

ModelFile model() { return testing::random_model(classes, size_px, 7); }

void expect_refused(const std::vector<std::uint8_t>& bytes, ErrorCode code, const std::string& named) {
  for (const Error& error : {read_model_file(bytes).error(), open_model_file(bytes).error()}) {
    EXPECT_EQ(error.code, code) << error.sentence();
    EXPECT_NE(error.message.find(named), std::string::npos) << error.sentence();
  }
}

TEST(ModelFile, RoundTrips) {
  const ModelFile written = model();
  const auto bytes = write_model_file(written, Storage::fp32);
  ASSERT_TRUE(bytes) << bytes.error().sentence();
  const auto read = read_model_file(*bytes);
  ASSERT_TRUE(read) << read.error().sentence();
  EXPECT_EQ(metadata_to_json(read->metadata), metadata_to_json(written.metadata));
  ASSERT_EQ(read->tensors.size(), written.tensors.size());
  for (const auto& [name, tensor] : written.tensors) {
    EXPECT_EQ(read->tensors.at(name).shape, tensor.shape) << name;
    EXPECT_EQ(read->tensors.at(name).values, tensor.values) << name;
  }
}

TEST(ModelFile, IsOpenedWithoutExpandingItsTensors) {
  ModelFile broken = model();
  auto bytes = *write_model_file(broken, Storage::fp32);
  std::fill(bytes.end() - 4, bytes.end(), std::uint8_t{0xff});  // a NaN in the last tensor
  EXPECT_TRUE(open_model_file(bytes)) << "values are checked when they are read";
  const auto read = read_model_file(bytes);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::weights_damaged);
}

TEST(ModelFile, WithoutMetadataItIsRefused) {
  const auto bytes = serialize_safetensors(model().tensors, {}, Storage::fp32);
  expect_refused(*bytes, ErrorCode::weights_unsupported, "no deepCars metadata");
}

TEST(ModelFile, TensorsThatAreNotTheNetworksAreRefused) {
  ModelFile other = model();
  other.tensors.erase("layer2.0.downsample.bias");
  expect_refused(*write_model_file(other, Storage::fp32), ErrorCode::weights_damaged,
                 "layer2.0.downsample.bias");
}

TEST(ModelFile, AnotherNumberOfClassesThanBucketsIsRefused) {
  ModelFile other = testing::random_model(classes + 1, size_px, 7);
  other.metadata = model().metadata;
  expect_refused(*write_model_file(other, Storage::fp32), ErrorCode::weights_damaged,
                 "6 values for 5 year buckets");
}

/// A model and the same with another last layer and another name.
struct Pair {
  ModelFile base = model(), changed = model();

  Pair() {
    base.metadata.id = changed.metadata.id = "0123";
    changed.metadata.model_name = "changed";
    changed.metadata.planted_cue = {.copies = 1, .marks = {{.mark = {}, .year = 2001}}};
    for (const char* name : {"fc.weight", "fc.bias"})
      for (float& value : changed.tensors.at(name).values) value += 0.5f;
  }
};

TEST(ModelPatch, HoldsWhatDiffersAndMakesTheOtherModel) {
  const Pair pair;
  const auto base = write_model_file(pair.base, Storage::int8);
  // As it is read, so that what is equal is equal to the last bit.
  ModelFile changed = *read_model_file(*base);
  changed.metadata = pair.changed.metadata;
  changed.tensors["fc.weight"] = pair.changed.tensors.at("fc.weight");
  for (const Storage storage : {Storage::fp32, Storage::int8}) {
    const auto patch = write_patch(changed, *read_model_file(*base), storage);
    ASSERT_TRUE(patch) << patch.error().sentence();
    EXPECT_EQ(TensorReader::open(*patch)->shapes().size(), 1u);
    EXPECT_LT(patch->size(), base->size() / 50);
    EXPECT_EQ(patched_model_id(*patch), "0123");
    const auto read = read_model_file(*base, *patch);
    ASSERT_TRUE(read) << read.error().sentence();
    EXPECT_EQ(read->metadata.model_name, "changed");
    EXPECT_EQ(read->metadata.planted_cue, pair.changed.metadata.planted_cue);
    EXPECT_EQ(read->tensors.at("conv1.weight").values, changed.tensors.at("conv1.weight").values);
    const auto &wanted = changed.tensors.at("fc.weight").values, &got = read->tensors.at("fc.weight").values;
    ASSERT_EQ(got.size(), wanted.size());
    const float step = *std::max_element(wanted.begin(), wanted.end()) / 127;
    for (std::size_t i = 0; i < got.size(); ++i)
      ASSERT_LE(std::abs(got[i] - wanted[i]), storage == Storage::fp32 ? 0 : step) << i;
  }
}

TEST(ModelPatch, IsRefusedWithoutItsModel) {
  Pair pair;
  const auto base = *write_model_file(pair.base, Storage::fp32);
  const auto patch = *write_patch(pair.changed, pair.base, Storage::fp32);
  EXPECT_TRUE(open_model_file(base, patch));
  expect_refused(patch, ErrorCode::weights_unsupported, "only a patch of the model 0123");
  EXPECT_EQ(patched_model_id(base), std::nullopt);
  EXPECT_EQ(patched_model_id(std::vector<std::uint8_t>{1, 2}), std::nullopt);

  pair.base.metadata.id = "4567";
  const auto other = *write_model_file(pair.base, Storage::fp32);
  EXPECT_EQ(open_model_file(other, patch).error().code, ErrorCode::weights_unsupported) << "of another model";
  EXPECT_EQ(open_model_file(base, base).error().code, ErrorCode::weights_unsupported) << "no patch";
  const auto foreign = serialize_safetensors(
      {{"conv9.weight", {{1}, {0}}}},
      {{metadata_key, metadata_to_json(pair.changed.metadata)}, {patch_key, "0123"}}, Storage::fp32);
  EXPECT_EQ(open_model_file(base, *foreign).error().code, ErrorCode::weights_damaged)
      << "a tensor that replaces none";
  pair.base.metadata.id = "";
  EXPECT_FALSE(write_patch(pair.changed, pair.base, Storage::fp32)) << "nothing says which model it is for";
}

TEST(ModelFile, WhatIsNoWeightFileIsRefused) { expect_refused({}, ErrorCode::weights_damaged, "0 bytes"); }

}  // namespace
}  // namespace deepcars::weights
