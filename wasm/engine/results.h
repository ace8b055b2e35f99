// How the engine's parts make their results.
#pragma once

#include <chrono>

#include "shared/explain/color_map.h"
#include "wasm/engine/engine.h"

namespace deepcars::wasm {

// With relaxed multiply-add the fast kernels are faster than the portable ones, but differ in the last bits.
#ifdef __wasm_relaxed_simd__
inline constexpr nn::Kernels kernels = nn::Kernels::fast_portable_stem;
#else
inline constexpr nn::Kernels kernels = nn::Kernels::portable;
#endif

/// Measures the time since its construction.
class Stopwatch {
 public:
  double milliseconds() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

inline Answer answer(const Prediction& prediction, double milliseconds) {
  return {.logits = prediction.logits,
          .score = prediction.score,
          .range = score::text(prediction.ranges),
          .is_unfamiliar = prediction.familiarity && prediction.familiarity->unfamiliar,
          .milliseconds = milliseconds};
}

inline ModelInfo model_info(const weights::ModelMetadata& metadata) {
  ModelInfo info{.name = metadata.model_name,
                 .licence = metadata.licence,
                 .buckets = {},
                 .input_size_px = metadata.input.size_px};
  for (int k = 0; k < metadata.year_buckets.classes(); ++k)
    info.buckets.push_back(metadata.year_buckets.text(k));
  return info;
}

inline js::Picture in_colors(const explain::HeatMap& map) {
  return js::opaque(explain::colorize(map, explain::default_color_map(map)));
}

}  // namespace deepcars::wasm
