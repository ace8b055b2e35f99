#include "native/report/html_page.h"

#include "native/report/page_assets.h"
#include "native/report/prediction_text.h"

namespace deepcars::report {
namespace {

std::string element(const std::string& name, const std::string& text) {
  return "<" + name + ">" + escape_html(text) + "</" + name + ">\n";
}

std::string table_html(const Table& table) {
  std::string html = "<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr>";
  for (const std::string& cell : table.header) html += "<th scope=\"col\">" + escape_html(cell) + "</th>";
  html += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      html += i == 0 ? "<th scope=\"row\">" + escape_html(row[i]) + "</th>"
                     : "<td>" + escape_html(row[i]) + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string chart_html(const Chart& chart, const std::string& id) {
  nlohmann::ordered_json spec = chart.spec;
  spec["description"] = chart.description;
  std::string html = std::string("<figure class=\"chart") + (chart.half_width ? " half" : "") + "\">\n";
  html += element("h3", chart.title);
  html += "<div class=\"drawing\" data-chart=\"" + id + "\"></div>\n";
  html += element("figcaption", chart.description);
  html += "<details><summary>The numbers</summary>\n" + table_html(chart.numbers) + "</details>\n</figure>\n";
  return html + "<script type=\"application/json\" id=\"" + id + "\">" + script_json(spec) + "</script>\n";
}

std::string gallery_html(const Gallery& gallery) {
  std::string html = gallery.title.empty() ? "" : element("h3", gallery.title);
  html += element("p", gallery.explanation);
  html += std::string("<div class=\"gallery") + (gallery.wide ? " wide" : "") + "\">\n";
  for (const Picture& picture : gallery.pictures) {
    html += "<figure><img src=\"" + escape_html(picture.data_uri) + "\" alt=\"" +
            escape_html(picture.alternative) + "\"><figcaption>";
    for (const std::string& line : picture.caption) html += "<span>" + escape_html(line) + "</span>";
    html += "</figcaption></figure>\n";
  }
  return html + "</div>\n";
}

std::string section_html(const Section& section) {
  std::string html = "<section aria-labelledby=\"" + section.id + "\">\n<h2 id=\"" + section.id + "\">" +
                     escape_html(section.title) + "</h2>\n";
  for (const std::string& paragraph : section.explanation) html += element("p", paragraph);
  for (const Table& table : section.tables) html += table_html(table);
  if (!section.charts.empty()) html += "<div class=\"charts\">\n";
  for (std::size_t i = 0; i < section.charts.size(); ++i) {
    html += chart_html(section.charts[i], section.id + "-chart-" + std::to_string(i + 1));
  }
  if (!section.charts.empty()) html += "</div>\n";
  for (const Gallery& gallery : section.galleries) html += gallery_html(gallery);
  return html + "</section>\n";
}

std::string head(const std::string& title) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
         "script-src '" +
         std::string(page_script_hash) + "'; style-src '" + std::string(page_style_hash) +
         "'; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n" +
         element("title", title) + "<style>" + std::string(page_style) + "</style>\n</head>\n";
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

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

std::string html_page(const std::string& title, const std::string& subtitle,
                      std::span<const Section> sections) {
  std::string html = head(title) + "<body>\n<header>\n" + element("h1", title) + element("p", subtitle) +
                     "<nav aria-label=\"Sections\"><ul>\n";
  for (const Section& section : sections) {
    html += "<li><a href=\"#" + section.id + "\">" + escape_html(section.title) + "</a></li>\n";
  }
  html +=
      "</ul></nav>\n</header>\n<main>\n<noscript><p>The charts need JavaScript; the tables below them hold "
      "the same "
      "numbers.</p></noscript>\n";
  for (const Section& section : sections) html += section_html(section);
  return html + "</main>\n<script>" + std::string(page_script) + "</script>\n</body>\n</html>\n";
}

}  // namespace deepcars::report
