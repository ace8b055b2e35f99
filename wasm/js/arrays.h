// Arrays and texts between C++ and JavaScript. Each kind is a type of its own here, so that the generated
// TypeScript types say what it is. Both directions copy: the module's memory may grow and move.
#pragma once

#include <emscripten/val.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace deepcars::js {

EMSCRIPTEN_DECLARE_VAL_TYPE(Float32Array)
EMSCRIPTEN_DECLARE_VAL_TYPE(Uint8Array)
EMSCRIPTEN_DECLARE_VAL_TYPE(Uint8ClampedArray)
EMSCRIPTEN_DECLARE_VAL_TYPE(Int32Array)
EMSCRIPTEN_DECLARE_VAL_TYPE(String)
EMSCRIPTEN_DECLARE_VAL_TYPE(StringArray)

/// A typed array with the same values. array_type is its JavaScript constructor.
template <typename T>
emscripten::val copy_to_js(const char* array_type, const std::vector<T>& values) {
  return emscripten::val::global(array_type)
      .new_(emscripten::typed_memory_view(values.size(), values.data()));
}

/// A typed array's values.
template <typename T>
std::vector<T> copy_from_js(const emscripten::val& array) {
  std::vector<T> values(array["length"].as<std::size_t>());
  emscripten::val(emscripten::typed_memory_view(values.size(), values.data())).call<void>("set", array);
  return values;
}

inline std::vector<std::uint8_t> bytes_of(const emscripten::val& array) {
  return copy_from_js<std::uint8_t>(array);
}

// Conversions of struct members (see bindings.h).

inline Float32Array to_js(const std::vector<float>& values) {
  return Float32Array(copy_to_js("Float32Array", values));
}
inline void from_js(const Float32Array& array, std::vector<float>& values) {
  values = copy_from_js<float>(array);
}

inline Uint8ClampedArray to_js(const std::vector<std::uint8_t>& bytes) {
  return Uint8ClampedArray(copy_to_js("Uint8ClampedArray", bytes));
}
inline void from_js(const Uint8ClampedArray& array, std::vector<std::uint8_t>& bytes) {
  bytes = bytes_of(array);
}

inline Int32Array to_js(const std::vector<int>& values) {
  return Int32Array(copy_to_js("Int32Array", values));
}
inline void from_js(const Int32Array& array, std::vector<int>& values) { values = copy_from_js<int>(array); }

inline String to_js(const std::string& text) { return String(emscripten::val(text)); }
inline void from_js(const String& value, std::string& text) { text = value.as<std::string>(); }

inline StringArray to_js(const std::vector<std::string>& texts) {
  return StringArray(emscripten::val::array(texts));
}
inline void from_js(const StringArray& array, std::vector<std::string>& texts) {
  texts = emscripten::vecFromJSArray<std::string>(array);
}

}  // namespace deepcars::js
