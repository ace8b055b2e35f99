#include "native/data/index.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "native/base/csv.h"
#include "native/base/files.h"
#include "native/base/unicode.h"
#include "native/data/photo_path.h"
#include "native/data/split.h"

namespace deepcars::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t phash_digits = 16;

/// Nothing for an empty text. Errors: data_invalid.
Expected<std::optional<std::uint64_t>> parse_phash(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::uint64_t phash = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), phash, 16);
  if (problem != std::errc() || end != text.data() + text.size() || text.size() != phash_digits) {
    return failure(ErrorCode::data_invalid, "phash \"" + text + "\" is not 16 hexadecimal digits",
                   "leave it empty, or make the index again with `deepcars prepare`");
  }
  return phash;
}

std::string phash_text(const std::optional<std::uint64_t>& phash) {
  if (!phash) return "";
  char digits[phash_digits + 1];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(*phash));
  return digits;
}

/// The columns that every index has.
constexpr std::array<std::string_view, 5> required = {"path", "year", "make", "model", "split_group"};
/// Those that it may lack.
constexpr std::array<std::string_view, 6> optional_columns = {"source", "split",     "viewpoint",
                                                              "phash",  "from_year", "to_year"};

/// Rows of an index, by the names of their columns.
class IndexReader {
 public:
  IndexReader(const fs::path& path, const base::CsvTable& table)
      : path_(path), folder_(folder_of_table(path)), table_(table) {}

  /// Errors: data_invalid.
  Expected<void> check_columns() const {
    for (const std::string_view name : required) {
      if (table_.column(name)) continue;
      return failure(ErrorCode::data_invalid, path_.string() + " has no column \"" + std::string(name) + "\"",
                     "make the index with `deepcars prepare`; " + table_.columns_text());
    }
    if (auto single = table_.require_single(required, path_); !single) return single;
    return table_.require_single(optional_columns, path_);
  }

  /// Errors: data_invalid, naming the row.
  Expected<Photo> photo(std::size_t row) const {
    const auto wrong = [&](const Error& error) {
      return failure(ErrorCode::data_invalid,
                     path_.string() + ", " + table_.row_name(row) + ": " + error.message, error.hint);
    };
    const auto text = [&](std::string_view name) { return base::to_utf8(cell(row, name)); };
    if (cell(row, "path").empty())
      return wrong({ErrorCode::data_invalid, "the path is empty", "remove the row"});
    const auto years = parse_years(cell(row, "year"));
    if (!years) return wrong(years.error());
    Photo photo = {.path = photo_path(folder_, cell(row, "path")),
                   .year = years->middle(),
                   .make = text("make"),
                   .model = text("model"),
                   .split_group = text("split_group"),
                   .source = text("source"),
                   .split = text("split"),
                   .viewpoint = text("viewpoint")};
    if (auto plausible = check_plausible(photo.year); !plausible) return wrong(plausible.error());
    const auto bits = parse_phash(cell(row, "phash"));
    if (!bits) return wrong(bits.error());
    photo.phash = *bits;
    const auto estimate = read_estimate(row, *years);
    if (!estimate) return wrong(estimate.error());
    photo.estimate = *estimate;
    if (!photo.split.empty() &&
        std::find(split_names.begin(), split_names.end(), photo.split) == split_names.end()) {
      return wrong({ErrorCode::data_invalid, "split is \"" + photo.split + "\"",
                    "use train, val, test or leave it empty"});
    }
    return photo;
  }

 private:
  const std::string& cell(std::size_t row, std::string_view name) const {
    static const std::string empty;
    const auto column = table_.column(name);
    return column ? table_.cell(row, *column) : empty;
  }

  /// What from_year and to_year say, or else the year itself.
  Expected<std::optional<YearSpan>> read_estimate(std::size_t row, const YearSpan& years) const {
    const std::string &from = cell(row, "from_year"), &to = cell(row, "to_year");
    if (from.empty() && to.empty()) return years.is_exact() ? std::nullopt : std::optional(years);
    return parse_span(from, to);
  }

  const fs::path& path_;
  const fs::path folder_;
  const base::CsvTable& table_;
};

/// From the index's folder, or a URL.
std::string text_from(const fs::path& folder, const fs::path& absolute) {
  const fs::path relative = absolute.lexically_proximate(folder);
  return is_utf8(relative.native()) ? relative.generic_string() : base::path_text(absolute);
}

}  // namespace

void set_years(Photo& photo, const YearSpan& years) {
  photo.year = years.middle();
  photo.estimate = years.is_exact() ? std::nullopt : std::optional(years);
}

Expected<std::vector<Photo>> read_index(const fs::path& path) {
  const auto table = base::read_csv(path);
  if (!table) return tl::unexpected(table.error());
  const IndexReader reader(path, *table);
  if (auto good = reader.check_columns(); !good) return tl::unexpected(good.error());
  std::vector<Photo> photos;
  photos.reserve(table->rows.size());
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    auto photo = reader.photo(row);
    if (!photo) return tl::unexpected(photo.error());
    photos.push_back(*std::move(photo));
  }
  if (photos.empty()) {
    return failure(ErrorCode::data_invalid, path.string() + " lists no photos",
                   "make the index with `deepcars prepare`");
  }
  return photos;
}

Expected<std::string> index_csv(const fs::path& path, const std::vector<Photo>& photos) {
  std::error_code problem;
  const fs::path here = fs::current_path(problem);
  if (problem) {
    return failure(ErrorCode::file_unwritable,
                   path.string() + " cannot be written: the current folder is gone: " + problem.message(),
                   "change to another folder");
  }
  const fs::path folder = (here / path).lexically_normal().parent_path();
  std::vector<std::string> columns(required.begin(), required.end());
  columns.insert(columns.end(), optional_columns.begin(), optional_columns.end());
  std::string text = base::csv_line(columns);
  for (const Photo& photo : photos) {
    const auto year_text = [](int year) { return std::to_string(year); };
    text += base::csv_line({text_from(folder, (here / photo.path).lexically_normal()), year_text(photo.year),
                            photo.make, photo.model, photo.split_group, photo.source, photo.split,
                            photo.viewpoint, phash_text(photo.phash),
                            photo.estimate ? year_text(photo.estimate->first) : "",
                            photo.estimate ? year_text(photo.estimate->last) : ""});
  }
  return text;
}

Expected<void> write_index(const fs::path& path, const std::vector<Photo>& photos) {
  const auto text = index_csv(path, photos);
  if (!text) return tl::unexpected(text.error());
  return base::write_file(path, *text);
}

}  // namespace deepcars::data
