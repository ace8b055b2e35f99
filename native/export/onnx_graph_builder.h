// Writes an ONNX graph node by node: a thin layer over the format's protobufs.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/error.h"
#include "shared/weights/safetensors.h"

namespace deepcars::onnx_export {

/// A node's named setting: strides = {2, 2}, axis = 1, reduction = "add".
struct Attribute {
  std::string name;
  std::variant<std::int64_t, std::vector<std::int64_t>, std::string> value;
};

/// Builds one model of opset 17. Values are referred to by name, and each function that makes one returns its
/// name.
class OnnxGraphBuilder {
 public:
  using Shape = std::vector<std::int64_t>;
  /// In the shape of an input or output: any number of photos, the same for all that say so.
  static constexpr std::int64_t batch = -1;

  /// storage says how weight() keeps its values in the file.
  OnnxGraphBuilder(const std::string& graph_name, weights::Storage storage);

  /// A float input or output of the whole graph; an empty shape is a scalar.
  std::string input(const std::string& name, const Shape& shape);
  void output(const std::string& name, const Shape& shape);

  /// A trained tensor. With fp16 storage it is followed by a Cast to float, which runtimes fold away on
  /// loading; with int8, and two dimensions or more, by a DequantizeLinear with a scale per output channel,
  /// as in the weight file.
  std::string weight(const std::string& name, const weights::NamedTensor& tensor);
  /// Small fixed numbers, always stored in full.
  std::string floats(const std::string& name, const Shape& shape, const std::vector<float>& values);
  std::string integers(const std::string& name, const std::vector<std::int64_t>& values);

  /// Adds an operator; its first output carries the name that is returned.
  std::string node(const std::string& operation, const std::vector<std::string>& inputs,
                   const std::vector<std::string>& outputs, const std::vector<Attribute>& attributes = {});
  std::string node(const std::string& operation, const std::vector<std::string>& inputs,
                   const std::string& output, const std::vector<Attribute>& attributes = {});

  /// Adds the deepCars metadata, has ONNX's own checker and shape inference go over the model, and returns
  /// the file. Errors: invalid_argument if a weight does not fit fp16 or the checker objects.
  Expected<std::vector<std::uint8_t>> finish(const std::string& metadata_json);

 private:
  std::string half_weight(const std::string& name, const weights::NamedTensor& tensor);
  std::string int8_weight(const std::string& name, const weights::NamedTensor& tensor);
  /// A stored tensor whose data are still to be set; data_type is one of onnx::TensorProto's.
  onnx::TensorProto& initializer(const std::string& name, std::int32_t data_type, const Shape& shape);

  onnx::ModelProto model_;
  onnx::GraphProto* graph_;  ///< Belongs to model_.
  weights::Storage storage_;
  std::optional<Error> error_;  ///< The first weight that could not be stored.
};

}  // namespace deepcars::onnx_export
