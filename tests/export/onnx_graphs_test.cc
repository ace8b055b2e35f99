#include "native/export/onnx_graphs.h"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <set>

#include "tests/random_model.h"

namespace deepcars::onnx_export {
namespace {

using weights::Storage;
constexpr int kClasses = 5;
constexpr int kSizePx = 64;

onnx::ModelProto parse(const std::vector<std::uint8_t>& file) {
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromArray(file.data(), static_cast<int>(file.size())));
  return model;
}

std::string shape_text(const onnx::ValueInfoProto& info) {
  std::string text = info.name();
  for (const auto& dimension : info.type().tensor_type().shape().dim()) {
    text += ' ' + (dimension.has_dim_param() ? dimension.dim_param() : std::to_string(dimension.dim_value()));
  }
  return text;
}

template <typename Infos>
std::vector<std::string> shape_texts(const Infos& infos) {
  std::vector<std::string> texts;
  for (const auto& info : infos) texts.push_back(shape_text(info));
  return texts;
}

class OnnxGraphs : public ::testing::TestWithParam<Storage> {
 protected:
  weights::ModelFile model_ = testing::random_model(kClasses, kSizePx, 7);
};

// ONNX's checker and strict shape inference run inside the two functions: a value means that they agreed.
TEST_P(OnnxGraphs, ScoresGraphTakesAnyNumberOfPhotos) {
  const auto file = scores_graph(model_, GetParam());
  ASSERT_TRUE(file) << file.error().sentence();
  const onnx::ModelProto onnx_model = parse(*file);
  EXPECT_EQ(shape_texts(onnx_model.graph().input()), (std::vector<std::string>{"image batch 3 64 64"}));
  EXPECT_EQ(shape_texts(onnx_model.graph().output()),
            (std::vector<std::string>{"logits batch 5", "probabilities batch 5", "modernity batch",
                                      "expected_year batch"}));
}

TEST_P(OnnxGraphs, GradientGraphTakesOnePhotoAndAFloor) {
  const auto file = gradient_graph(model_, GetParam());
  ASSERT_TRUE(file) << file.error().sentence();
  const onnx::ModelProto onnx_model = parse(*file);
  EXPECT_EQ(shape_texts(onnx_model.graph().input()),
            (std::vector<std::string>{"image 1 3 64 64", "logits_gradient 1 5", "relu_floor"}));
  EXPECT_EQ(shape_texts(onnx_model.graph().output()),
            (std::vector<std::string>{"logits 1 5", "probabilities 1 5", "input_gradient 1 3 64 64"}));
}

TEST_P(OnnxGraphs, CarryTheMetadataOfTheWeightFile) {
  for (const auto& file : {scores_graph(model_, GetParam()), gradient_graph(model_, GetParam())}) {
    const onnx::ModelProto onnx_model = parse(file.value());
    ASSERT_EQ(onnx_model.metadata_props_size(), 1);
    EXPECT_EQ(onnx_model.metadata_props(0).key(), weights::metadata_key);
    const auto metadata = weights::metadata_from_json(onnx_model.metadata_props(0).value());
    ASSERT_TRUE(metadata) << metadata.error().sentence();
    EXPECT_EQ(metadata->model_name, "random");
  }
}

INSTANTIATE_TEST_SUITE_P(EveryStorage, OnnxGraphs,
                         ::testing::Values(Storage::fp32, Storage::fp16, Storage::int8),
                         [](const auto& parameter) {
                           return parameter.param == Storage::fp32   ? "fp32"
                                  : parameter.param == Storage::fp16 ? "fp16"
                                                                     : "int8";
                         });

TEST(OnnxStorage, Fp16HalvesTheFile) {
  const weights::ModelFile model = testing::random_model(kClasses, kSizePx, 7);
  const double full = static_cast<double>(gradient_graph(model, Storage::fp32)->size());
  const double half = static_cast<double>(gradient_graph(model, Storage::fp16)->size());
  EXPECT_NEAR(half / full, 0.5, 0.01);
}

TEST(OnnxStorage, Int8QuartersTheFileAndKeepsOneScalePerOutputChannel) {
  const weights::ModelFile model = testing::random_model(kClasses, kSizePx, 7);
  const double full = static_cast<double>(gradient_graph(model, Storage::fp32)->size());
  const auto file = gradient_graph(model, Storage::int8).value();
  EXPECT_NEAR(static_cast<double>(file.size()) / full, 0.25, 0.01);
  const onnx::ModelProto onnx_model = parse(file);
  int dequantized = 0;
  for (const auto& node : onnx_model.graph().node()) {
    if (node.op_type() != "DequantizeLinear") continue;
    ++dequantized;
    const auto& stored = onnx_model.graph().initializer();
    const auto scale = std::find_if(stored.begin(), stored.end(),
                                    [&](const auto& tensor) { return tensor.name() == node.input(1); });
    ASSERT_NE(scale, stored.end()) << node.input(1);
    ASSERT_EQ(scale->dims_size(), 1) << node.input(1);
    EXPECT_EQ(scale->dims(0), model.tensors.at(node.output(0)).shape[0]) << node.output(0);
  }
  EXPECT_EQ(dequantized, 21);
}

TEST(OnnxStorage, WeightsAreSharedByForwardAndBackward) {
  const onnx::ModelProto onnx_model =
      parse(gradient_graph(testing::random_model(kClasses, kSizePx, 7), Storage::fp32).value());
  std::set<std::string> forward, backward;
  for (const auto& node : onnx_model.graph().node()) {
    if (node.op_type() == "Conv") forward.insert(node.input(1));
    if (node.op_type() == "ConvTranspose") backward.insert(node.input(1));
  }
  EXPECT_EQ(forward.size(), 20u);
  EXPECT_EQ(forward, backward);
}

TEST(OnnxStorage, AWeightTooLargeForFp16IsNamed) {
  weights::ModelFile model = testing::random_model(kClasses, kSizePx, 7);
  model.tensors.at("layer3.1.conv2.weight").values[5] = 1e5f;
  EXPECT_TRUE(scores_graph(model, Storage::fp32));
  const auto refused = scores_graph(model, Storage::fp16);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("layer3.1.conv2.weight"), std::string::npos)
      << refused.error().message;
}

TEST(OnnxStorage, AGraphThatTheCheckerRefusesIsAnError) {
  weights::ModelFile model = testing::random_model(kClasses, kSizePx, 7);
  // The shortcut then has another number of channels than what it is added to.
  model.tensors.at("layer2.0.downsample.weight").shape = {64, 128, 1, 1};
  const auto refused = scores_graph(model, Storage::fp32);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
}

TEST(ModelFile, RoundTripsThroughTheWeightFile) {
  const weights::ModelFile model = testing::random_model(kClasses, kSizePx, 7);
  const auto bytes = weights::write_model_file(model, Storage::fp32);
  ASSERT_TRUE(bytes) << bytes.error().sentence();
  const auto read = weights::read_model_file(*bytes);
  ASSERT_TRUE(read) << read.error().sentence();
  EXPECT_EQ(read->metadata.class_years, model.metadata.class_years);
  EXPECT_EQ(read->tensors.size(), model.tensors.size());
  EXPECT_EQ(read->tensors.at("fc.weight").values, model.tensors.at("fc.weight").values);
}

}  // namespace
}  // namespace deepcars::onnx_export
