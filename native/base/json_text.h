// JSON as text. The one place that writes it: nlohmann's dump() throws at text that is not UTF-8.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace deepcars::base {

/// Text of JSON with those characters as \uXXXX that JSON allows as they are and a terminal obeys: DEL, U+0080 to U+009F,
/// and the marks that turn the direction of writing. It reads back as the same values.
std::string printable_json(const std::string& json);

/// In one line for indent -1; printable. Bytes that are not UTF-8 become U+FFFD; paths go through path_text, which keeps
/// them.
template <typename Json>
std::string json_text(const Json& json, int indent = -1) {
  return printable_json(json.dump(indent, ' ', false, Json::error_handler_t::replace));
}

}  // namespace deepcars::base
