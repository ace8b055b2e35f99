// Writes what the ONNX parity test compares: write_parity_case FOLDER fp32|fp16|int8
//   scores.onnx, gradient.onnx   the exported graphs of a random model
//   case.json                    shapes, and the engine's own answers for a random input, little-endian fp32
//   in *.f32
#include <cstdio>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "native/base/files.h"
#include "native/export/onnx_graphs.h"
#include "shared/car_model.h"
#include "tests/random_model.h"

namespace {

using namespace deepcars;

constexpr int kClasses = 7;
// Not 224: odd sizes on the way down (97 -> 49 -> 25 -> 13 -> 7 -> 4) try every case of output padding.
constexpr int kSizePx = 97;

void write(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
  if (auto written = base::write_file(path, bytes); !written)
    throw std::runtime_error(written.error().sentence());
}

void write(const std::filesystem::path& path, const std::vector<float>& values) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(values.data());
  write(path, std::span(bytes, values.size() * sizeof(float)));
}

weights::Storage storage_named(const std::string& name) {
  if (name == "int8") return weights::Storage::int8;
  return name == "fp16" ? weights::Storage::fp16 : weights::Storage::fp32;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::filesystem::path folder = argv[1];
  const weights::Storage storage = storage_named(argv[2]);

  // The engine reads the stored weights back, so that both sides compute with the same rounded values.
  const weights::ModelFile exact = testing::random_model(kClasses, kSizePx, 1);
  const auto file = weights::write_model_file(exact, storage).value();
  const CarModel model = CarModel::load(file).value();
  write(folder / "scores.onnx", onnx_export::scores_graph(exact, storage).value());
  write(folder / "gradient.onnx", onnx_export::gradient_graph(exact, storage).value());

  nn::ThreadPool pool(1);
  const std::size_t plane = static_cast<std::size_t>(kSizePx) * kSizePx * 3;
  const nn::Tensor input{{2, 3, kSizePx, kSizePx}, testing::Random(2).values(2 * plane)};
  const nn::Tensor logits = model.network().forward(input, pool, nn::Kernels::reference).logits;
  const nn::Tensor one{{1, 3, kSizePx, kSizePx}, {input.values.begin(), input.values.begin() + plane}};
  const nn::Tensor seed{{1, kClasses}, testing::Random(3).values(kClasses)};
  nn::TracePtr trace;
  model.network().forward(one, pool, trace, nn::Kernels::reference);
  const auto backward = [&](nn::ReluRule rule) {
    return model.network().input_backward(*trace, seed, rule, pool, nn::Kernels::reference).values;
  };
  write(folder / "input.f32", input.values);
  write(folder / "logits.f32", logits.values);
  write(folder / "logits_gradient.f32", seed.values);
  write(folder / "gradient.f32", backward(nn::ReluRule::gradient));
  write(folder / "guided.f32", backward(nn::ReluRule::guided));

  auto scores = nlohmann::json::array();
  for (int n = 0; n < 2; ++n) {
    const std::span row(logits.values.data() + n * kClasses, std::size_t{kClasses});
    const score::Score s = score::score(row, model.metadata().class_years, model.metadata().temperature);
    scores.push_back(
        {{"probabilities", s.probabilities}, {"modernity", s.modernity}, {"expected_year", s.expected_year}});
  }
  const nlohmann::json description = {{"photos", 2},
                                      {"classes", kClasses},
                                      {"size_px", kSizePx},
                                      {"lowest_float", std::numeric_limits<float>::lowest()},
                                      {"scores", scores}};
  const std::string text = description.dump(2);
  write(folder / "case.json", std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  std::printf("wrote %s\n", folder.c_str());
  return 0;
}
