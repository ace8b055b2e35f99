#include "native/export/onnx_graph_builder.h"

#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include <bit>
#include <cmath>
#include <exception>

#include "shared/weights/half.h"
#include "shared/weights/metadata.h"
#include "shared/weights/quantize.h"

namespace deepcars::onnx_export {
namespace {

static_assert(std::endian::native == std::endian::little, "ONNX raw_data is little-endian");

// Opset 16 brought ScatterElements with reduction "add", which the backward max pooling needs; 17 is the
// newest that ONNX 1.12 knows, and IR version 8 belongs to it.
constexpr std::int64_t kOpset = 17;
constexpr std::int64_t kIrVersion = 8;

template <typename T>
void set_raw_data(onnx::TensorProto& tensor, const std::vector<T>& values) {
  tensor.set_raw_data(values.data(), values.size() * sizeof(T));
}

void describe(onnx::ValueInfoProto& info, const std::string& name, const OnnxGraphBuilder::Shape& shape) {
  info.set_name(name);
  auto* type = info.mutable_type()->mutable_tensor_type();
  type->set_elem_type(onnx::TensorProto::FLOAT);
  auto* dimensions = type->mutable_shape();  // Present even for a scalar: no dimensions, not unknown ones.
  for (const std::int64_t extent : shape) {
    auto* dimension = dimensions->add_dim();
    if (extent == OnnxGraphBuilder::batch) {
      dimension->set_dim_param("batch");
    } else {
      dimension->set_dim_value(extent);
    }
  }
}

void set_value(onnx::AttributeProto& proto, const Attribute& attribute) {
  proto.set_name(attribute.name);
  if (const auto* one = std::get_if<std::int64_t>(&attribute.value)) {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(*one);
  } else if (const auto* many = std::get_if<std::vector<std::int64_t>>(&attribute.value)) {
    proto.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t value : *many) proto.add_ints(value);
  } else {
    proto.set_type(onnx::AttributeProto::STRING);
    proto.set_s(std::get<std::string>(attribute.value));
  }
}

/// What ONNX's checker and its strict shape inference say against the model, if anything.
std::optional<std::string> objection(const onnx::ModelProto& model) {
  try {
    onnx::checker::check_model(model);
    onnx::ModelProto inferred = model;  // Inference writes what it finds into its argument.
    onnx::shape_inference::InferShapes(inferred, onnx::OpSchemaRegistry::Instance(),
                                       onnx::ShapeInferenceOptions(true, 1, true));
  } catch (const std::exception& refused) {
    return refused.what();
  }
  return std::nullopt;
}

}  // namespace

OnnxGraphBuilder::OnnxGraphBuilder(const std::string& graph_name, weights::Storage storage)
    : graph_(model_.mutable_graph()), storage_(storage) {
  model_.set_ir_version(kIrVersion);
  model_.set_producer_name("deepcars");
  model_.set_producer_version(DEEPCARS_VERSION);
  auto* opset = model_.add_opset_import();
  opset->set_domain("");
  opset->set_version(kOpset);
  graph_->set_name(graph_name);
}

std::string OnnxGraphBuilder::input(const std::string& name, const Shape& shape) {
  describe(*graph_->add_input(), name, shape);
  return name;
}

void OnnxGraphBuilder::output(const std::string& name, const Shape& shape) {
  describe(*graph_->add_output(), name, shape);
}

std::string OnnxGraphBuilder::weight(const std::string& name, const weights::NamedTensor& tensor) {
  if (storage_ == weights::Storage::fp16) return half_weight(name, tensor);
  if (storage_ == weights::Storage::int8 && tensor.shape.size() >= 2) return int8_weight(name, tensor);
  return floats(name, tensor.shape, tensor.values);
}

std::string OnnxGraphBuilder::half_weight(const std::string& name, const weights::NamedTensor& tensor) {
  std::vector<std::uint16_t> halves(tensor.values.size());
  for (std::size_t i = 0; i < halves.size(); ++i) {
    halves[i] = weights::half_from_float(tensor.values[i]);
    if (!error_ && !std::isfinite(weights::float_from_half(halves[i]))) {
      error_ = Error{ErrorCode::invalid_argument, "tensor " + name + " holds a value too large for fp16",
                     "export it without --fp16"};
    }
  }
  const std::string stored = name + ".fp16";
  set_raw_data(initializer(stored, onnx::TensorProto::FLOAT16, tensor.shape), halves);
  return node("Cast", {stored}, name, {{"to", std::int64_t{onnx::TensorProto::FLOAT}}});
}

std::string OnnxGraphBuilder::int8_weight(const std::string& name, const weights::NamedTensor& tensor) {
  const auto quantized = weights::quantize(tensor.values, static_cast<std::size_t>(tensor.shape[0]));
  const std::string stored = name + ".int8";
  set_raw_data(initializer(stored, onnx::TensorProto::INT8, tensor.shape), quantized.values);
  const std::string scale = floats(name + ".scale", {tensor.shape[0]}, quantized.scales);
  return node("DequantizeLinear", {stored, scale}, name, {{"axis", std::int64_t{0}}});
}

std::string OnnxGraphBuilder::floats(const std::string& name, const Shape& shape,
                                     const std::vector<float>& values) {
  set_raw_data(initializer(name, onnx::TensorProto::FLOAT, shape), values);
  return name;
}

std::string OnnxGraphBuilder::integers(const std::string& name, const std::vector<std::int64_t>& values) {
  const Shape shape = {static_cast<std::int64_t>(values.size())};
  set_raw_data(initializer(name, onnx::TensorProto::INT64, shape), values);
  return name;
}

onnx::TensorProto& OnnxGraphBuilder::initializer(const std::string& name, std::int32_t data_type,
                                                 const Shape& shape) {
  auto* proto = graph_->add_initializer();
  proto->set_name(name);
  proto->set_data_type(data_type);
  for (const std::int64_t extent : shape) proto->add_dims(extent);
  return *proto;
}

std::string OnnxGraphBuilder::node(const std::string& operation, const std::vector<std::string>& inputs,
                                   const std::vector<std::string>& outputs,
                                   const std::vector<Attribute>& attributes) {
  auto* proto = graph_->add_node();
  proto->set_op_type(operation);
  proto->set_name(outputs.front());
  for (const std::string& name : inputs) proto->add_input(name);
  for (const std::string& name : outputs) proto->add_output(name);
  for (const Attribute& attribute : attributes) set_value(*proto->add_attribute(), attribute);
  return outputs.front();
}

std::string OnnxGraphBuilder::node(const std::string& operation, const std::vector<std::string>& inputs,
                                   const std::string& output, const std::vector<Attribute>& attributes) {
  return node(operation, inputs, std::vector<std::string>{output}, attributes);
}

Expected<std::vector<std::uint8_t>> OnnxGraphBuilder::finish(const std::string& metadata_json) {
  if (error_) return tl::unexpected(*error_);
  auto* metadata = model_.add_metadata_props();
  metadata->set_key(weights::metadata_key);
  metadata->set_value(metadata_json);
  if (const auto complaint = objection(model_)) {
    return failure(ErrorCode::invalid_argument,
                   "the ONNX graph \"" + graph_->name() + "\" is refused by ONNX's checker: " + *complaint,
                   "report this as a fault of deepcars, with the model file");
  }
  std::vector<std::uint8_t> file(model_.ByteSizeLong());
  if (!model_.SerializeToArray(file.data(), static_cast<int>(file.size()))) {
    return failure(ErrorCode::invalid_argument,
                   "the ONNX graph \"" + graph_->name() + "\" cannot be serialised",
                   "report this as a fault of deepcars, with the model file");
  }
  return file;
}

}  // namespace deepcars::onnx_export
