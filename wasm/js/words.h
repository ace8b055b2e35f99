// Methods, targets and fills are exchanged by name; the TypeScript types are made from the tables in shared/explain.
#pragma once

#include <emscripten/bind.h>

#include <string>
#include <utility>

#include "shared/explain/fill.h"
#include "shared/explain/methods.h"
#include "shared/explain/target.h"

namespace deepcars::js {

EMSCRIPTEN_DECLARE_VAL_TYPE(MethodName)
EMSCRIPTEN_DECLARE_VAL_TYPE(TargetName)
EMSCRIPTEN_DECLARE_VAL_TYPE(FillName)

using MethodPointer = const explain::Method*;

inline MethodName to_js(const MethodPointer& method) {
  return MethodName(emscripten::val(std::string(method->name)));
}
/// A name that does not exist changes nothing.
inline void from_js(const MethodName& name, MethodPointer& method) {
  if (const auto known = explain::method_from_name(name.as<std::string>())) method = *known;
}

inline TargetName to_js(const explain::Target& target) { return TargetName(emscripten::val(name(target))); }
/// A name that does not exist changes nothing.
inline void from_js(const TargetName& name, explain::Target& target) {
  if (const auto known = explain::target_from_name(name.as<std::string>())) target = *known;
}

/// Registers the three types: "'gradient' | 'signed-gradient' | ...", "`top` | `class:${number}` | ...".
inline void register_words() {
  std::string methods, targets, fills;
  for (const explain::Method& row : explain::methods()) {
    methods += (methods.empty() ? "'" : " | '") + std::string(row.name) + "'";
  }
  for (const explain::TargetInfo& row : explain::target_kinds()) {
    std::string word(row.name);
    for (int i = 0; i < row.buckets; ++i) word += ":${number}";
    targets += (targets.empty() ? "`" : " | `") + word + "`";
  }
  for (const explain::Fill fill : explain::fills()) {
    fills += (fills.empty() ? "'" : " | '") + std::string(name(fill)) + "'";
  }
  emscripten::register_type<FillName>(fills.c_str());
  emscripten::register_type<MethodName>(methods.c_str());
  emscripten::register_type<TargetName>(targets.c_str());
}

}  // namespace deepcars::js
