// The structs that both modules exchange with the page, and the way to register more. A field is named once,
// here or in a module's bindings.cc; emcc --emit-tsd makes the TypeScript types from that.
#pragma once

#include <emscripten/bind.h>

#include <utility>

#include "shared/image/crop.h"
#include "shared/score/score.h"
#include "wasm/js/arrays.h"
#include "wasm/js/picture.h"
#include "wasm/js/words.h"

namespace deepcars::js {

/// The accessors of a member that crosses through to_js and from_js.
template <auto member>
struct Crossing;
template <typename Struct, typename T, T Struct::* member>
struct Crossing<member> {
  using Js = decltype(to_js(std::declval<const T&>()));
  static Js get(const Struct& object) { return to_js(object.*member); }
  static void set(Struct& object, Js value) { from_js(value, object.*member); }
};

/// Registers a struct as a plain JavaScript object:
///   Registration<Score>("Score").field<&Score::top_class>("topClass");
template <typename Struct>
class Registration {
 public:
  explicit Registration(const char* name) : object_(name) {}

  template <auto member>
  Registration& field(const char* name) {
    if constexpr (requires { to_js(std::declval<const Struct&>().*member); }) {
      object_.field(name, &Crossing<member>::get, &Crossing<member>::set);
    } else {
      object_.field(name, member);
    }
    return *this;
  }

 private:
  emscripten::value_object<Struct> object_;
};

/// What both modules exchange.
inline void register_shared_types() {
  using score::Score;
  emscripten::register_type<Float32Array>("Float32Array<ArrayBuffer>");
  emscripten::register_type<Int32Array>("Int32Array<ArrayBuffer>");
  emscripten::register_type<Uint8Array>("Uint8Array");
  emscripten::register_type<Uint8ClampedArray>("Uint8ClampedArray<ArrayBuffer>");
  emscripten::register_type<String>("string");
  emscripten::register_type<StringArray>("string[]");
  register_words();
  Registration<Score>("Score")
      .field<&Score::probabilities>("probabilities")
      .field<&Score::top_class>("topClass")
      .field<&Score::modernity>("modernity")
      .field<&Score::modernity_percent>("modernityPercent")
      .field<&Score::expected_year>("expectedYear");
  Registration<Picture>("Picture")
      .field<&Picture::width_px>("widthPx")
      .field<&Picture::height_px>("heightPx")
      .field<&Picture::rgba>("rgba");
  using image::Part;
  Registration<Part>("Part")
      .field<&Part::left>("left")
      .field<&Part::top>("top")
      .field<&Part::width>("width")
      .field<&Part::height>("height");
}

}  // namespace deepcars::js
