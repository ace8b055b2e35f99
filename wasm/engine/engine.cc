// shared/ behind a small embind API. It runs in a Web Worker: it decodes untrusted files and computes for
// tens or hundreds of milliseconds. Every call returns a plain object, either with results or with an `error`
// of {code, message, hint}; arrays in it are copies that belong to JavaScript.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "shared/car_model.h"
#include "shared/image/decode.h"
#include "shared/image/preprocess.h"
#include "shared/image/resize.h"

namespace deepcars::wasm {
namespace {

// With relaxed multiply-add the fast kernels are faster than the portable ones, at the price of the last
// bits.
#ifdef __wasm_relaxed_simd__
constexpr nn::Kernels kernels = nn::Kernels::fast_portable_stem;
#else
constexpr nn::Kernels kernels = nn::Kernels::portable;
#endif

using emscripten::typed_memory_view;
using emscripten::val;

val error_object(const Error& error) {
  val details = val::object();
  details.set("code", std::string(name(error.code)));
  details.set("message", error.message);
  details.set("hint", error.hint);
  val result = val::object();
  result.set("error", details);
  return result;
}

/// A Uint8Array's bytes, copied into the module's memory.
std::vector<std::uint8_t> bytes_of(const val& array) {
  std::vector<std::uint8_t> bytes(array["length"].as<std::size_t>());
  val(typed_memory_view(bytes.size(), bytes.data())).call<void>("set", array);
  return bytes;
}

/// A copy outside the module's memory, which may grow and move.
template <typename T>
val copy_to_js(const char* array_type, const std::vector<T>& values) {
  return val::global(array_type).new_(typed_memory_view(values.size(), values.data()));
}

val float_array(const std::vector<float>& values) { return copy_to_js("Float32Array", values); }

/// {widthPx, heightPx, rgba}: what an ImageData or a texture takes.
val picture_object(const image::Image& picture) {
  std::vector<std::uint8_t> rgba;
  rgba.reserve(picture.rgb.size() / 3 * 4);
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
    rgba.insert(rgba.end(), {picture.rgb[i], picture.rgb[i + 1], picture.rgb[i + 2], 255});
  }
  val result = val::object();
  result.set("widthPx", picture.width_px);
  result.set("heightPx", picture.height_px);
  result.set("rgba", copy_to_js("Uint8ClampedArray", rgba));
  return result;
}

/// The picture, reduced if its longer side is above the limit.
image::Image fit(const image::Image& picture, int longest_side_px) {
  const double scale = static_cast<double>(longest_side_px) / std::max(picture.width_px, picture.height_px);
  if (scale >= 1) return picture;
  image::Image small{std::max(1, static_cast<int>(std::lround(picture.width_px * scale))),
                     std::max(1, static_cast<int>(std::lround(picture.height_px * scale))),
                     {}};
  const std::vector<float> planes =
      image::resize_bilinear_antialias(picture, small.height_px, small.width_px);
  const std::size_t pixels = planes.size() / 3;
  small.rgb.resize(planes.size());
  for (std::size_t i = 0; i < planes.size(); ++i) {
    small.rgb[3 * (i % pixels) + i / pixels] = static_cast<std::uint8_t>(std::lround(255 * planes[i]));
  }
  return small;
}

/// Runs work and notes its duration in the result.
template <typename Work>
val timed(Work work) {
  const auto start = std::chrono::steady_clock::now();
  val result = work();
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  result.set("milliseconds", elapsed.count());
  return result;
}

Expected<explain::Target> target_of(const std::string& kind, int class_index) {
  using Kind = explain::Target::Kind;
  if (kind == "top") return explain::Target{Kind::top_class, 0};
  if (kind == "expected-year") return explain::Target{Kind::expected_year, 0};
  if (kind == "class") return explain::Target{Kind::given_class, class_index};
  return failure(ErrorCode::invalid_argument, "there is no target \"" + kind + "\"",
                 "choose top, expected-year or class");
}

}  // namespace

/// One model and at most one photo at a time.
class Engine {
 public:
  explicit Engine(int threads) : pool_(threads) {}

  /// Uint8Array of a weight file -> {name, licence, buckets [K texts]}.
  val load_model(const val& file) {
    auto model = CarModel::load(bytes_of(file), pool_);
    if (!model) return error_object(model.error());
    model_ = *std::move(model);
    forget_photo();
    val buckets = val::array();
    for (int k = 0; k < model_->network().classes(); ++k) {
      buckets.set(k, model_->metadata().year_buckets.text(k));
    }
    val result = val::object();
    result.set("name", model_->metadata().model_name);
    result.set("licence", model_->metadata().licence);
    result.set("buckets", buckets);
    return result;
  }

  /// Uint8Array of a photo file -> {widthPx, heightPx, display: picture, milliseconds}.
  val open_photo(const val& file, int longest_display_side_px) {
    return timed([&] {
      auto photo = image::decode(bytes_of(file));
      if (!photo) return error_object(photo.error());
      forget_photo();
      photo_ = *std::move(photo);
      val result = val::object();
      result.set("widthPx", photo_->width_px);
      result.set("heightPx", photo_->height_px);
      result.set("display", picture_object(fit(*photo_, longest_display_side_px)));
      return result;
    });
  }

  /// The score of the open photo; explain works from then on.
  val predict() {
    if (!model_ || !photo_) return not_ready();
    return timed([&] {
      prediction_ = model_->predict_traced(*photo_, pool_, kernels);
      const score::Score& score = prediction_->score;
      val result = val::object();
      result.set("logits", float_array(prediction_->logits));
      result.set("probabilities", float_array(score.probabilities));
      result.set("topClass", score.top_class);
      result.set("modernity", score.modernity);
      result.set("modernityPercent", score.modernity_percent);
      result.set("expectedYear", score.expected_year);
      result.set("yearStdYears", score.year_std_years);
      return result;
    });
  }

  /// method: a name of explain::Method; target: "top", "expected-year", or "class" with its index.
  /// -> {values [sizePx * sizePx], isSigned, picture, milliseconds}.
  val explain(const std::string& method_name, const std::string& target_kind, int class_index) {
    if (!prediction_) return not_ready();
    return timed([&] {
      const auto method = explain::method_from_name(method_name);
      if (!method) return error_object(method.error());
      const auto target = target_of(target_kind, class_index);
      if (!target) return error_object(target.error());
      const auto map = model_->explain(*prediction_, *method, *target, pool_);
      if (!map) return error_object(map.error());
      val result = val::object();
      result.set("values", float_array(map->values));
      result.set("isSigned", map->is_signed);
      result.set("picture", picture_object(explain::colorize(*map, explain::default_color_map(*map))));
      return result;
    });
  }

  /// What another engine needs to compute the same, and ours to compare with:
  /// {input [3*S*S], logitsGradient [K], inputGradient [3*S*S]}, the gradient without guidance.
  val comparison(const std::string& target_kind, int class_index) {
    if (!prediction_) return not_ready();
    const auto target = target_of(target_kind, class_index);
    if (!target) return error_object(target.error());
    const weights::ModelMetadata& metadata = model_->metadata();
    const auto seed =
        explain::logits_gradient(*target, prediction_->score, metadata.class_years, metadata.temperature);
    const auto gradient = model_->input_gradient(*prediction_, nn::ReluRule::gradient, *target, pool_);
    if (!seed || !gradient) return error_object(seed ? gradient.error() : seed.error());
    val result = val::object();
    result.set("input", float_array(image::preprocess(*photo_, metadata.input)));
    result.set("logitsGradient", float_array(*seed));
    result.set("inputGradient", float_array(*gradient));
    return result;
  }

  /// What each layer takes, forward and backward, for one input of the model's size:
  /// [{layer, direction: "forward" or "backward", milliseconds, multiplyAdds}].
  val layer_times() {
    if (!model_) return not_ready();
    const int size = model_->metadata().input.size_px;
    nn::Tensor input = nn::Tensor::zeros({1, 3, size, size});
    if (photo_) input.values = image::preprocess(*photo_, model_->metadata().input);
    val result = val::array();
    for (const nn::LayerTime& time : model_->network().layer_times(input, pool_, kernels)) {
      val entry = val::object();
      entry.set("layer", time.layer);
      entry.set("direction", time.direction == nn::LayerTime::Direction::forward ? "forward" : "backward");
      entry.set("milliseconds", time.time_ms);
      entry.set("multiplyAdds", time.multiply_adds);
      result.call<void>("push", entry);
    }
    return result;
  }

  int threads() const { return pool_.threads(); }

 private:
  void forget_photo() {
    prediction_.reset();
    photo_.reset();
  }

  static val not_ready() {
    return error_object(
        {ErrorCode::invalid_argument, "there is no photo to work on yet", "choose a photo first"});
  }

  nn::ThreadPool pool_;
  std::optional<CarModel> model_;
  std::optional<image::Image> photo_;
  std::optional<Prediction> prediction_;
};

}  // namespace deepcars::wasm

EMSCRIPTEN_BINDINGS(deepcars_engine) {
  using deepcars::wasm::Engine;
  emscripten::class_<Engine>("Engine")
      .constructor<int>()
      .function("loadModel", &Engine::load_model)
      .function("openPhoto", &Engine::open_photo)
      .function("predict", &Engine::predict)
      .function("explain", &Engine::explain)
      .function("comparison", &Engine::comparison)
      .function("layerTimes", &Engine::layer_times)
      .function("threads", &Engine::threads);
}
