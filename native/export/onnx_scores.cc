#include "native/export/onnx_graphs.h"
#include "native/export/onnx_resnet18.h"

namespace deepcars::onnx_export {
namespace {

/// Adds name = offset + sum over classes of values[k] * probabilities[k], [N]. Values are kept relative to
/// the offset so that fp32 does not spend its digits on "two thousand and".
void add_mean(OnnxGraphBuilder& graph, const std::string& name, const std::vector<double>& values,
              double offset) {
  std::vector<float> relative;
  for (const double value : values) relative.push_back(static_cast<float>(value - offset));
  const std::string column =
      graph.floats(name + ".values", {static_cast<std::int64_t>(values.size()), 1}, relative);
  const std::string product = graph.node("MatMul", {"probabilities", column}, name + ".column");
  const std::string mean =
      graph.node("Squeeze", {product, graph.integers(name + ".axes", {1})}, name + ".mean");
  graph.node("Add", {mean, graph.floats(name + ".offset", {}, {static_cast<float>(offset)})}, name);
}

}  // namespace

Expected<std::vector<std::uint8_t>> scores_graph(const weights::ModelFile& model, weights::Storage storage) {
  const std::int64_t size_px = model.metadata.input.size_px;
  const std::int64_t classes = model.metadata.year_buckets.classes();
  const std::int64_t batch = OnnxGraphBuilder::batch;

  OnnxGraphBuilder graph("deepcars_scores", storage);
  const std::string image = graph.input("image", {batch, 3, size_px, size_px});
  const ForwardRecord record = add_resnet18(graph, model, image, KeepIndices::no);
  add_probabilities(graph, model, record.logits);

  std::vector<double> ranks;
  for (std::int64_t k = 1; k <= classes; ++k) ranks.push_back(static_cast<double>(k));
  add_mean(graph, "modernity", ranks, 0);
  add_mean(graph, "expected_year", model.metadata.class_years, model.metadata.class_years.front());

  graph.output("logits", {batch, classes});
  graph.output("probabilities", {batch, classes});
  graph.output("modernity", {batch});
  graph.output("expected_year", {batch});
  return graph.finish(weights::metadata_to_json(model.metadata));
}

}  // namespace deepcars::onnx_export
