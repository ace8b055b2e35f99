// JSON as text. The one place that writes it: nlohmann's dump() throws at text that is not UTF-8.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace deepcars::base {

/// In one line for indent -1. Bytes that are not UTF-8 become U+FFFD; paths go through path_text, which keeps them.
template <typename Json>
std::string json_text(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace deepcars::base
