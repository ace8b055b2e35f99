#include "native/sweep/suspects_page.h"

#include <algorithm>

#include "native/base/photo_files.h"
#include "native/base/text.h"
#include "native/base/unicode.h"
#include "native/report/thumbnails.h"

namespace deepcars::sweep {
namespace {

constexpr int thumbnail_px = 240;

/// The text as HTML that shows it.
std::string escaped(const std::string& text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

std::string head() {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
         "'unsafe-inline'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Suspect labels</title>\n<style>"
         "body{font:1rem/1.4 system-ui,sans-serif;margin:1.5rem}"
         "ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(16rem,1fr));gap:1.5rem;padding:0;"
         "list-style:none}img{max-width:100%;display:block}small{overflow-wrap:anywhere}"
         "</style>\n</head>\n";
}

/// "the variants say 1955", or "1955 to 1961".
std::string answers_text(const Suspect& suspect) {
  const auto [low, high] = std::minmax(suspect.nearest_year, suspect.farthest_year);
  const std::string first = base::fixed(low, 0), last = base::fixed(high, 0);
  return "the variants say " + first + (first == last ? "" : " to " + last);
}

std::string item(const Suspect& suspect, const std::string& picture) {
  const measure::EvaluatedPhoto& photo = suspect.photo;
  const std::string car = std::to_string(photo.truth.year) + " " + photo.make + " " + photo.model;
  return "<li><img src=\"" + picture + "\" alt=\"" + escaped("Photo of a " + car) + "\"><strong>" +
         escaped(car) + "</strong><br>" + escaped(answers_text(suspect)) + "<br><small>" +
         escaped(base::path_text(photo.path)) + "</small></li>\n";
}

}  // namespace

std::string suspects_page(std::span<const Suspect> suspects, double min_years) {
  std::string items;
  for (const Suspect& suspect : suspects.first(std::min(suspects.size(), max_photos_on_page))) {
    const auto photo = base::read_photo(suspect.photo.path);
    if (!photo) continue;
    const auto picture = report::jpeg_data_uri(*photo, thumbnail_px);
    if (picture) items += item(suspect, *picture);
  }
  const std::string shown = suspects.size() > max_photos_on_page
                                ? ", of which the first " + std::to_string(max_photos_on_page) + " are here"
                                : "";
  return head() + "<body>\n<main>\n<h1>Suspect labels</h1>\n<p>" + std::to_string(suspects.size()) +
         " photos" + shown + ": every variant finds the label more than " + base::fixed(min_years, 0) +
         " years off, on the fold that did not train on the photo. Either the label is wrong, or the car is unlike "
         "others of its years. suspects.csv beside this file lists all.</p>\n<ul>\n" +
         items + "</ul>\n</main>\n</body>\n</html>\n";
}

}  // namespace deepcars::sweep
