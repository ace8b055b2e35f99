// What a report is made of: sections of plain text, tables, charts and pictures. The page escapes all of it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace deepcars::report {

/// The first column names the row.
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

/// A Vega-Lite chart and the same numbers as a table, for those who cannot see it or want to copy them.
struct Chart {
  std::string title;
  std::string description;  ///< What a screen reader says instead of the drawing, and the caption below it.
  nlohmann::ordered_json spec;
  Table numbers;
  bool half_width = false;  ///< Two of them stand side by side where there is room.
};

struct Picture {
  std::string data_uri;
  std::string alternative;           ///< For those who cannot see it.
  std::vector<std::string> caption;  ///< Lines.
};

/// Pictures in a row, under a heading of their own.
struct Gallery {
  std::string title;
  std::string explanation;
  std::vector<Picture> pictures;
  bool wide = false;  ///< Each picture is itself a row of panels.
};

/// One part of the report. All text is plain text.
struct Section {
  std::string id;  ///< Of the heading, for links: letters and hyphens.
  std::string title;
  std::vector<std::string> explanation;  ///< Paragraphs.
  std::vector<Table> tables = {};
  std::vector<Chart> charts = {};
  std::vector<Gallery> galleries = {};
};

/// A Vega-Lite specification, given as JSON text, with its data. Precondition: the text is JSON.
nlohmann::ordered_json chart_spec(std::string_view text, nlohmann::ordered_json values);

/// The table of an array of objects: a column per key of the first, numbers with so many digits after the
/// point.
Table table_of(const nlohmann::ordered_json& values, int digits);

}  // namespace deepcars::report
