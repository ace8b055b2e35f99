// The weight file of a model: what is written is read back, and what does not belong together is refused.
#include "shared/weights/model_file.h"

#include <gtest/gtest.h>

#include <algorithm>
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

TEST(ModelFile, WhatIsNoWeightFileIsRefused) { expect_refused({}, ErrorCode::weights_damaged, "0 bytes"); }

}  // namespace
}  // namespace deepcars::weights
