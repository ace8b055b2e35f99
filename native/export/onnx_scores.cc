#include "native/export/onnx_graphs.h"
#include "native/export/onnx_resnet18.h"

namespace deepcars::onnx_export {
namespace {

/// Adds a constant [values, 1] that probabilities [N, values] are multiplied by.
std::string column(OnnxGraphBuilder& graph, const std::string& name, const std::vector<float>& values) {
  return graph.floats(name, {static_cast<std::int64_t>(values.size()), 1}, values);
}

/// Adds name = the product of a matrix [N, K] and a column [K, 1], plus an offset, [N].
void add_sum(OnnxGraphBuilder& graph, const std::string& name, const std::string& matrix,
             const std::vector<float>& values, double offset) {
  const std::string product =
      graph.node("MatMul", {matrix, column(graph, name + ".values", values)}, name + ".column");
  const std::string sum =
      graph.node("Squeeze", {product, graph.integers(name + ".axes", {1})}, name + ".sum");
  graph.node("Add", {sum, graph.floats(name + ".offset", {}, {static_cast<float>(offset)})}, name);
}

/// Adds modernity = sum over classes of (k + 1) * probabilities[k], [N].
void add_modernity(OnnxGraphBuilder& graph, std::int64_t classes) {
  std::vector<float> ranks;
  for (std::int64_t k = 1; k <= classes; ++k) ranks.push_back(static_cast<float>(k));
  add_sum(graph, "modernity", "probabilities", ranks, 0);
}

/// Adds expected_year, [N], as score::score computes it: from the first class year on, each step to the next one
/// counts as far as it lies below the median.
void add_expected_year(OnnxGraphBuilder& graph, const std::vector<double>& class_years) {
  const std::size_t classes = class_years.size(), steps = classes - 1;
  const std::string name = "expected_year";
  if (steps == 0) return add_sum(graph, name, "probabilities", {0.0f}, class_years.front());
  // The probability up to a class year has half of that class; that of a step, half of the classes at its ends.
  std::vector<float> up_to(classes * steps, 0.0f), between(classes * steps, 0.0f), years;
  for (std::size_t step = 0; step < steps; ++step) {
    for (std::size_t k = 0; k < step; ++k) up_to[k * steps + step] = 1;
    up_to[step * steps + step] = 0.5f;
    between[step * steps + step] = between[(step + 1) * steps + step] = 0.5f;
    years.push_back(static_cast<float>(class_years[step + 1] - class_years[step]));
  }
  const OnnxGraphBuilder::Shape shape = {static_cast<std::int64_t>(classes),
                                         static_cast<std::int64_t>(steps)};
  const auto product = [&](const std::string& what, const std::vector<float>& matrix) {
    return graph.node("MatMul", {"probabilities", graph.floats(name + "." + what + "_of", shape, matrix)},
                      name + "." + what);
  };
  const auto number = [&](const std::string& what, float value) {
    return graph.floats(name + "." + what, {}, {value});
  };
  const std::string missing =
      graph.node("Sub", {number("half", 0.5f), product("up_to", up_to)}, name + ".missing");
  // A step without probability counts wholly or not at all.
  const std::string positive =
      graph.node("Max", {product("between", between), number("least", 1e-12f)}, name + ".width");
  const std::string share = graph.node(
      "Clip",
      {graph.node("Div", {missing, positive}, name + ".ratio"), number("none", 0), number("whole", 1)},
      name + ".share");
  add_sum(graph, name, share, years, class_years.front());
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

  add_modernity(graph, classes);
  add_expected_year(graph, model.metadata.class_years);

  graph.output("logits", {batch, classes});
  graph.output("probabilities", {batch, classes});
  graph.output("modernity", {batch});
  graph.output("expected_year", {batch});
  return graph.finish(weights::metadata_to_json(model.metadata));
}

}  // namespace deepcars::onnx_export
