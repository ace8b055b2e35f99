// JSON from a file, parsed within bounds.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace deepcars {

/// How deep arrays and objects may lie in each other. What handles parsed JSON recurses, and the page's stack is small;
/// the files of deepCars nest six levels.
inline constexpr int max_json_depth = 64;

/// The parsed text; a discarded value (is_discarded()) if it is not JSON or nests deeper than max_json_depth.
nlohmann::json parse_json(std::string_view text);

}  // namespace deepcars
