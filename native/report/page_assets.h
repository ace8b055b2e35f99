// The script and the style of the report's page, embedded when the program is built: see charts/bundle.mjs.
#pragma once

#include <string_view>

namespace deepcars::report {

extern const std::string_view
    page_script;  ///< vega-embed and what it needs, and charts/page.js. Holds no "</script".
extern const std::string_view page_script_hash;  ///< "sha256-...", as a content security policy names it.
extern const std::string_view page_style;
extern const std::string_view page_style_hash;

}  // namespace deepcars::report
