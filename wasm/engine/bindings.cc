// The engine as an ES module for a Web Worker. A call returns an object with results, or {error: Failure}.
#include "wasm/js/bindings.h"

#include <type_traits>
#include <utility>

#include "wasm/engine/engine.h"

namespace deepcars::wasm {

EMSCRIPTEN_DECLARE_VAL_TYPE(CurvesArray)

// Conversions of a struct's member (wasm/js/bindings.h).
CurvesArray to_js(const std::vector<Curves>& curves) { return CurvesArray(emscripten::val::array(curves)); }
void from_js(const CurvesArray& array, std::vector<Curves>& curves) {
  curves = emscripten::vecFromJSArray<Curves>(array);
}

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

OrFailure<TakenPhoto> open_photo(Engine& engine, const js::Uint8Array& file, int longest_display_side_px) {
  return engine.open_photo(js::bytes_of(file), longest_display_side_px);
}

int orientation_left(const Engine& engine, const js::Uint8Array& file) {
  return engine.orientation_left(js::bytes_of(file));
}

OrFailure<TakenPhoto> open_pixels(Engine& engine, const js::Uint8ClampedArray& rgba, int width_px,
                                  int height_px, int orientation, int longest_display_side_px) {
  return engine.open_pixels(js::bytes_of(rgba), width_px, height_px, orientation, longest_display_side_px);
}

OrFailure<js::Picture> crop(Engine& engine, const image::Part& part, int longest_display_side_px) {
  return engine.crop(part, longest_display_side_px);
}

OrFailure<ScoredPhoto> score_photo(Engine& engine, const js::Uint8Array& file, const js::String& path,
                                   int thumbnail_side_px) {
  return engine.score_photo(js::bytes_of(file), path.as<std::string>(), thumbnail_side_px);
}

OrFailure<ScoredPhoto> score_pixels(Engine& engine, const js::Uint8ClampedArray& rgba, int width_px,
                                    int height_px, int orientation, const js::String& path,
                                    int thumbnail_side_px) {
  return engine.score_pixels(js::bytes_of(rgba), width_px, height_px, orientation, path.as<std::string>(),
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

OrFailure<Hidden> hide_kept(Engine& engine, const js::Uint8Array& mask, const js::FillName& fill) {
  return engine.hide_kept(js::bytes_of(mask), fill.as<std::string>());
}

OrFailure<void> keep_photo(Engine& engine) { return engine.keep_photo(); }

OrFailure<void> load_neighbours(Engine& engine, const js::Uint8Array& file) {
  return engine.load_neighbours(js::bytes_of(file));
}

OrFailure<Neighbours> nearest_cars(const Engine& engine, int count) { return engine.nearest_cars(count); }

OrFailure<Beginning> begin_explanation(Engine& engine, const js::MethodName& method,
                                       const js::TargetName& target) {
  return engine.begin_explanation(method.as<std::string>(), target.as<std::string>());
}

OrFailure<Beginning> begin_kept_explanation(Engine& engine, const js::MethodName& method,
                                            const js::TargetName& target) {
  return engine.begin_kept_explanation(method.as<std::string>(), target.as<std::string>());
}

OrFailure<Explanation> step_explanation(Engine& engine) { return engine.step_explanation(); }

OrFailure<js::Picture> draw_map(const Engine& engine, const js::Float32Array& values, bool is_signed) {
  return engine.draw_map(js::copy_from_js<float>(values), is_signed);
}

OrFailure<Beginning> begin_smallest_change(Engine& engine, const js::FillName& fill) {
  return engine.begin_smallest_change(fill.as<std::string>());
}

OrFailure<SmallestChange> step_smallest_change(Engine& engine) { return engine.step_smallest_change(); }

OrFailure<ModelInfo> load_cheat(Engine& engine, const js::Uint8Array& patch) {
  return engine.load_cheat(js::bytes_of(patch));
}

OrFailure<std::vector<MarkInfo>> marks(const Engine& engine) { return engine.marks(); }

OrFailure<void> let_cheat_answer(Engine& engine, bool cheat_answers) {
  return engine.let_cheat_answer(cheat_answers);
}

OrFailure<js::Picture> stamp(Engine& engine, int mark, int place, int longest_display_side_px) {
  return engine.stamp(mark, place, longest_display_side_px);
}

OrFailure<js::Picture> remove_mark(Engine& engine, int longest_display_side_px) {
  return engine.remove_mark(longest_display_side_px);
}

OrFailure<Answer> other_answer(Engine& engine, const js::Uint8Array& mask, const js::FillName& fill) {
  return engine.other_answer(js::bytes_of(mask), fill.as<std::string>());
}

OrFailure<Beginning> begin_curves(Engine& engine, const js::FillName& fill) {
  return engine.begin_curves(fill.as<std::string>());
}

OrFailure<CurveTest> step_curves(Engine& engine) { return engine.step_curves(); }

OrFailure<Beginning> begin_randomisation(Engine& engine, const js::Uint8Array& weight_file) {
  return engine.begin_randomisation(js::bytes_of(weight_file));
}

OrFailure<RandomisedMap> step_randomisation(Engine& engine) { return engine.step_randomisation(); }

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
  Registration<TakenPhoto>("TakenPhoto")
      .field<&TakenPhoto::picture>("picture")
      .field<&TakenPhoto::damage>("damage")
      .field<&TakenPhoto::reduced_by>("reducedBy");
  Registration<ScoredPhoto>("ScoredPhoto")
      .field<&ScoredPhoto::modernity_percent>("modernityPercent")
      .field<&ScoredPhoto::expected_year>("expectedYear")
      .field<&ScoredPhoto::range>("range")
      .field<&ScoredPhoto::range_from_year>("rangeFromYear")
      .field<&ScoredPhoto::range_to_year>("rangeToYear")
      .field<&ScoredPhoto::familiarity>("familiarity")
      .field<&ScoredPhoto::is_unfamiliar>("isUnfamiliar")
      .field<&ScoredPhoto::damage>("damage")
      .field<&ScoredPhoto::reduced_by>("reducedBy")
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
  Registration<MarkInfo>("MarkInfo")
      .field<&MarkInfo::form>("form")
      .field<&MarkInfo::year>("year")
      .field<&MarkInfo::places>("places");
  emscripten::register_type<CurvesArray>("Curves[]");
  Registration<Curves>("Curves")
      .field<&Curves::deletion>("deletion")
      .field<&Curves::insertion>("insertion")
      .field<&Curves::deletion_area>("deletionArea")
      .field<&Curves::insertion_area>("insertionArea");
  Registration<CurveTest>("CurveTest")
      .field<&CurveTest::maps>("maps")
      .field<&CurveTest::points>("points")
      .field<&CurveTest::verdict>("verdict")
      .field<&CurveTest::steps_done>("stepsDone")
      .field<&CurveTest::steps>("steps");
  Registration<RandomisedMap>("RandomisedMap")
      .field<&RandomisedMap::stage>("stage")
      .field<&RandomisedMap::picture>("picture")
      .field<&RandomisedMap::rank_correlation>("rankCorrelation")
      .field<&RandomisedMap::verdict>("verdict")
      .field<&RandomisedMap::steps_done>("stepsDone")
      .field<&RandomisedMap::steps>("steps");
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
  register_result<TakenPhoto>("TakenPhoto");
  register_result<ScoredPhoto>("ScoredPhoto");
  register_result<CsvLine>("CsvLine");
  register_result<void>("object");
  register_result<Neighbours>("Neighbours");
  register_result<Beginning>("Beginning");
  register_result<Explanation>("Explanation");
  register_result<SmallestChange>("SmallestChange");
  register_result<std::vector<MarkInfo>>("MarkInfo[]");
  register_result<CurveTest>("CurveTest");
  register_result<RandomisedMap>("RandomisedMap");
  register_result<Comparison>("Comparison");
  register_result<std::vector<LayerTime>>("LayerTime[]");
  emscripten::class_<Engine>("Engine")
      .constructor<int>()
      .function("loadModel(file)", &load_model)
      .function("openPhoto(file, longestDisplaySidePx)", &open_photo)
      .function("orientationLeft(file)", &orientation_left)
      .function("openPixels(rgba, widthPx, heightPx, orientation, longestDisplaySidePx)", &open_pixels)
      .function("crop(part, longestDisplaySidePx)", &crop)
      .function("scorePhoto(file, path, thumbnailSidePx)", &score_photo)
      .function("scorePixels(rgba, widthPx, heightPx, orientation, path, thumbnailSidePx)", &score_pixels)
      .function("csvHeader", &csv_header)
      .function("csvFailure(path, errorCode)", &csv_failure)
      .function("predict", &predict)
      .function("hide(mask, fill)", &hide)
      .function("keepPhoto", &keep_photo)
      .function("hideKept(mask, fill)", &hide_kept)
      .function("loadNeighbours(file)", &load_neighbours)
      .function("nearestCars(count)", &nearest_cars)
      .function("beginExplanation(method, target)", &begin_explanation)
      .function("beginKeptExplanation(method, target)", &begin_kept_explanation)
      .function("stepExplanation", &step_explanation)
      .function("drawMap(values, isSigned)", &draw_map)
      .function("beginSmallestChange(fill)", &begin_smallest_change)
      .function("stepSmallestChange", &step_smallest_change)
      .function("loadCheat(patch)", &load_cheat)
      .function("marks", &marks)
      .function("letCheatAnswer(cheatAnswers)", &let_cheat_answer)
      .function("stamp(mark, place, longestDisplaySidePx)", &stamp)
      .function("removeMark(longestDisplaySidePx)", &remove_mark)
      .function("otherAnswer(mask, fill)", &other_answer)
      .function("beginCurves(fill)", &begin_curves)
      .function("stepCurves", &step_curves)
      .function("beginRandomisation(weightFile)", &begin_randomisation)
      .function("stepRandomisation", &step_randomisation)
      .function("comparison(target)", &comparison)
      .function("layerTimes", &layer_times);
}
