#include "native/report/html_page.h"

#include "native/report/evaluation_text.h"
#include "native/report/page_assets.h"
#include "native/report/prediction_text.h"

namespace deepcars::report {
namespace {

std::string head() {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
         "script-src '" +
         std::string(page_script_hash) + "'; style-src '" + std::string(page_style_hash) +
         "'; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n"
         "<title>How well a model dates cars</title>\n<style>" +
         std::string(page_style) + "</style>\n</head>\n";
}

/// Every cell is a number or a text of this program, so none needs escaping.
std::string without_script(const measure::Evaluation& evaluation) {
  std::string html =
      "<noscript><main>\n<h1>How well a model dates cars</h1>\n"
      "<p>The report needs JavaScript. These are its measures; report.json and the CSV files beside it hold "
      "the rest.</p>\n<table>\n";
  const char* cell = "th";
  for (const std::vector<std::string>& row : measure_rows(evaluation)) {
    html += "<tr>";
    for (const std::string& text : row) html += std::string("<") + cell + ">" + text + "</" + cell + ">";
    html += "</tr>\n";
    cell = "td";
  }
  return html + "</table>\n</main></noscript>\n";
}

}  // namespace

std::string script_json(const nlohmann::ordered_json& json) {
  std::string escaped;
  // Outside its strings JSON has none of these.
  for (const char c : json_text(json, -1)) {
    if (c == '<')
      escaped += "\\u003c";
    else if (c == '>')
      escaped += "\\u003e";
    else if (c == '&')
      escaped += "\\u0026";
    else
      escaped += c;
  }
  return escaped;
}

std::string html_page(const nlohmann::ordered_json& report, const measure::Evaluation& evaluation) {
  return head() + "<body>\n" + without_script(evaluation) +
         "<script type=\"application/json\" id=\"report\">" + script_json(report) + "</script>\n<script>" +
         std::string(page_script) + "</script>\n</body>\n</html>\n";
}

}  // namespace deepcars::report
