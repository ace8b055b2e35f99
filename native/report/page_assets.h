// The script and the style of the report's page, embedded when the program is built: see page/bundle.mjs.
#pragma once

#include <string_view>

namespace deepcars::report {

/// page/page.ts with everything that it imports. Holds no "</script".
extern const std::string_view page_script;
/// "sha256-...", as a content security policy names it.
extern const std::string_view page_script_hash;
extern const std::string_view page_style;
extern const std::string_view page_style_hash;

}  // namespace deepcars::report
