// The engine as an ES module for a Web Worker. A call returns an object with results, or {error: Failure}.
#include "wasm/js/bindings.h"

#include <type_traits>
#include <utility>

#include "wasm/engine/engine.h"

namespace deepcars::wasm {
namespace {

using emscripten::val;
using js::Registration;

/// An Error as the page receives it; code is the name of its ErrorCode, for example "image_damaged".
struct Failure {
  std::string code;
  std::string message;
  std::string hint;
};

/// What a call returns: a T (an empty object for void), or an object that holds a Failure.
template <typename T>
struct OrFailure : val {
  explicit OrFailure(const val& other) : val(other) {}

  OrFailure(Expected<T> result) : val(val::object()) {
    if (result) {
      if constexpr (!std::is_void_v<T>) val::operator=(to_val(*std::move(result)));
    } else {
      const Error& error = result.error();
      set("error",
          Failure{
              .code = std::string(deepcars::name(error.code)), .message = error.message, .hint = error.hint});
    }
  }

 private:
  template <typename Result>
  static val to_val(Result result) {
    if constexpr (requires { result.push_back(result.front()); }) {
      return val::array(result);
    } else {
      return val(std::move(result));
    }
  }
};

template <typename T>
void register_result(const char* type) {
  emscripten::register_type<OrFailure<T>>((std::string(type) + " | { error: Failure }").c_str());
}

OrFailure<ModelInfo> load_model(Engine& engine, const js::Uint8Array& file) {
  return engine.load_model(js::bytes_of(file));
}

OrFailure<js::Picture> open_photo(Engine& engine, const js::Uint8Array& file, int longest_display_side_px) {
  return engine.open_photo(js::bytes_of(file), longest_display_side_px);
}

OrFailure<js::Picture> open_pixels(Engine& engine, const js::Uint8ClampedArray& rgba, int width_px,
                                   int height_px, int longest_display_side_px) {
  return engine.open_pixels(js::bytes_of(rgba), width_px, height_px, longest_display_side_px);
}

OrFailure<js::Picture> crop(Engine& engine, const image::Part& part, int longest_display_side_px) {
  return engine.crop(part, longest_display_side_px);
}

OrFailure<ScoredPhoto> score_photo(Engine& engine, const js::Uint8Array& file, const js::String& path,
                                   int thumbnail_side_px) {
  return engine.score_photo(js::bytes_of(file), path.as<std::string>(), thumbnail_side_px);
}

OrFailure<ScoredPhoto> score_pixels(Engine& engine, const js::Uint8ClampedArray& rgba, int width_px,
                                    int height_px, const js::String& path, int thumbnail_side_px) {
  return engine.score_pixels(js::bytes_of(rgba), width_px, height_px, path.as<std::string>(),
                             thumbnail_side_px);
}

OrFailure<CsvLine> csv_header(const Engine& engine) { return engine.csv_header(); }

OrFailure<CsvLine> csv_failure(const Engine& engine, const js::String& path, const js::String& error_code) {
  return engine.csv_failure(path.as<std::string>(), error_code.as<std::string>());
}

OrFailure<Answer> predict(Engine& engine) { return engine.predict(); }

OrFailure<Hidden> hide(Engine& engine, const js::Uint8Array& mask, const js::FillName& fill) {
  return engine.hide(js::bytes_of(mask), fill.as<std::string>());
}

OrFailure<void> load_neighbours(Engine& engine, const js::Uint8Array& file) {
  return engine.load_neighbours(js::bytes_of(file));
}

OrFailure<Neighbours> nearest_cars(const Engine& engine, int count) { return engine.nearest_cars(count); }

OrFailure<Beginning> begin_explanation(Engine& engine, const js::MethodName& method,
                                       const js::TargetName& target) {
  return engine.begin_explanation(method.as<std::string>(), target.as<std::string>());
}

OrFailure<Explanation> step_explanation(Engine& engine) { return engine.step_explanation(); }

OrFailure<js::Picture> draw_map(const Engine& engine, const js::Float32Array& values, bool is_signed) {
  return engine.draw_map(js::copy_from_js<float>(values), is_signed);
}

OrFailure<Beginning> begin_smallest_change(Engine& engine, const js::FillName& fill) {
  return engine.begin_smallest_change(fill.as<std::string>());
}

OrFailure<SmallestChange> step_smallest_change(Engine& engine) { return engine.step_smallest_change(); }

OrFailure<Comparison> comparison(Engine& engine, const js::TargetName& target) {
  return engine.comparison(target.as<std::string>());
}

OrFailure<std::vector<LayerTime>> layer_times(Engine& engine) { return engine.layer_times(); }

}  // namespace
}  // namespace deepcars::wasm

EMSCRIPTEN_BINDINGS(deepcars_engine) {
  using namespace deepcars::wasm;
  deepcars::js::register_shared_types();
  Registration<Failure>("Failure")
      .field<&Failure::code>("code")
      .field<&Failure::message>("message")
      .field<&Failure::hint>("hint");
  Registration<ModelInfo>("ModelInfo")
      .field<&ModelInfo::name>("name")
      .field<&ModelInfo::licence>("licence")
      .field<&ModelInfo::buckets>("buckets")
      .field<&ModelInfo::input_size_px>("inputSizePx");
  Registration<Answer>("Answer")
      .field<&Answer::logits>("logits")
      .field<&Answer::score>("score")
      .field<&Answer::range>("range")
      .field<&Answer::is_unfamiliar>("isUnfamiliar")
      .field<&Answer::milliseconds>("milliseconds");
  Registration<Hidden>("Hidden").field<&Hidden::answer>("answer").field<&Hidden::veil>("veil");
  emscripten::register_optional<double>();
  Registration<ScoredPhoto>("ScoredPhoto")
      .field<&ScoredPhoto::modernity_percent>("modernityPercent")
      .field<&ScoredPhoto::expected_year>("expectedYear")
      .field<&ScoredPhoto::range>("range")
      .field<&ScoredPhoto::range_from_year>("rangeFromYear")
      .field<&ScoredPhoto::range_to_year>("rangeToYear")
      .field<&ScoredPhoto::familiarity>("familiarity")
      .field<&ScoredPhoto::is_unfamiliar>("isUnfamiliar")
      .field<&ScoredPhoto::thumbnail>("thumbnail")
      .field<&ScoredPhoto::csv_row>("csvRow");
  Registration<CsvLine>("CsvLine").field<&CsvLine::text>("text");
  Registration<Neighbours>("Neighbours").field<&Neighbours::cars>("cars");
  Registration<Beginning>("Beginning").field<&Beginning::steps>("steps");
  Registration<Explanation>("Explanation")
      .field<&Explanation::values>("values")
      .field<&Explanation::is_signed>("isSigned")
      .field<&Explanation::scale>("scale")
      .field<&Explanation::picture>("picture")
      .field<&Explanation::legend_low>("legendLow")
      .field<&Explanation::legend_high>("legendHigh")
      .field<&Explanation::place>("place")
      .field<&Explanation::tile_briefs>("tileBriefs")
      .field<&Explanation::tile_sentences>("tileSentences")
      .field<&Explanation::steps_done>("stepsDone")
      .field<&Explanation::steps>("steps")
      .field<&Explanation::milliseconds>("milliseconds");
  Registration<SmallestChange>("SmallestChange")
      .field<&SmallestChange::tiles>("tiles")
      .field<&SmallestChange::year_before>("yearBefore")
      .field<&SmallestChange::year_after>("yearAfter")
      .field<&SmallestChange::is_enough>("isEnough")
      .field<&SmallestChange::is_finished>("isFinished")
      .field<&SmallestChange::steps>("steps");
  Registration<Comparison>("Comparison")
      .field<&Comparison::input>("input")
      .field<&Comparison::logits_gradient>("logitsGradient")
      .field<&Comparison::input_gradient>("inputGradient");
  Registration<LayerTime>("LayerTime")
      .field<&LayerTime::layer>("layer")
      .field<&LayerTime::is_backward>("isBackward")
      .field<&LayerTime::milliseconds>("milliseconds")
      .field<&LayerTime::multiply_adds>("multiplyAdds");
  register_result<ModelInfo>("ModelInfo");
  register_result<deepcars::js::Picture>("Picture");
  register_result<Answer>("Answer");
  register_result<Hidden>("Hidden");
  register_result<ScoredPhoto>("ScoredPhoto");
  register_result<CsvLine>("CsvLine");
  register_result<void>("object");
  register_result<Neighbours>("Neighbours");
  register_result<Beginning>("Beginning");
  register_result<Explanation>("Explanation");
  register_result<SmallestChange>("SmallestChange");
  register_result<Comparison>("Comparison");
  register_result<std::vector<LayerTime>>("LayerTime[]");
  emscripten::class_<Engine>("Engine")
      .constructor<int>()
      .function("loadModel(file)", &load_model)
      .function("openPhoto(file, longestDisplaySidePx)", &open_photo)
      .function("openPixels(rgba, widthPx, heightPx, longestDisplaySidePx)", &open_pixels)
      .function("crop(part, longestDisplaySidePx)", &crop)
      .function("scorePhoto(file, path, thumbnailSidePx)", &score_photo)
      .function("scorePixels(rgba, widthPx, heightPx, path, thumbnailSidePx)", &score_pixels)
      .function("csvHeader", &csv_header)
      .function("csvFailure(path, errorCode)", &csv_failure)
      .function("predict", &predict)
      .function("hide(mask, fill)", &hide)
      .function("loadNeighbours(file)", &load_neighbours)
      .function("nearestCars(count)", &nearest_cars)
      .function("beginExplanation(method, target)", &begin_explanation)
      .function("stepExplanation", &step_explanation)
      .function("drawMap(values, isSigned)", &draw_map)
      .function("beginSmallestChange(fill)", &begin_smallest_change)
      .function("stepSmallestChange", &step_smallest_change)
      .function("comparison(target)", &comparison)
      .function("layerTimes", &layer_times);
}
