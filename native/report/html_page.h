// The report as one HTML file that needs nothing else: no network, no file beside it.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "native/report/section.h"

namespace deepcars::report {

/// Text for an element's content or a quoted attribute.
std::string escape_html(std::string_view text);

/// JSON for a script element: no text in it can close the element or open a comment.
std::string script_json(const nlohmann::ordered_json& json);

/// The whole page. Its content security policy allows the embedded script and style by their hashes, pictures
/// as data, and nothing else: even if a text got through unescaped, it could neither run nor fetch anything.
std::string html_page(const std::string& title, const std::string& subtitle,
                      std::span<const Section> sections);

}  // namespace deepcars::report
