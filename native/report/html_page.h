// The report as one HTML file that needs nothing else: no network, no file beside it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "native/measure/evaluation.h"

namespace deepcars::report {

/// JSON for a script element: no text in it can close the element or open a comment.
std::string script_json(const nlohmann::ordered_json& json);

/// The page of a report.json: its head, the JSON, and the script that shows it (page/page.ts). Without
/// JavaScript it shows the measures of the evaluation as a table. Its content security policy allows the
/// embedded script and style by their hashes, pictures as data, and nothing else: even if a text became
/// markup, it could neither run nor fetch anything.
std::string html_page(const nlohmann::ordered_json& report, const measure::Evaluation& evaluation);

}  // namespace deepcars::report
