#include "native/data/index.h"

#include <array>
#include <charconv>
#include <cstdio>

#include "native/base/csv.h"
#include "native/base/files.h"
#include "native/base/text.h"

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

}  // namespace

Expected<int> parse_year(const std::string& text) {
  const auto year = base::parse_integer(text);
  if (!year) {
    return failure(ErrorCode::data_invalid, "\"" + text + "\" is not a year", "write it as four digits");
  }
  return *year;
}

Expected<std::vector<Photo>> read_index(const fs::path& path) {
  const auto table = base::read_csv(path);
  if (!table) return tl::unexpected(table.error());

  constexpr std::array required = {"path", "year", "make", "model", "split_group"};
  std::array<std::size_t, required.size()> at{};
  for (std::size_t i = 0; i < required.size(); ++i) {
    const auto found = table->column(required[i]);
    if (!found) {
      return failure(ErrorCode::data_invalid, path.string() + " has no column \"" + required[i] + "\"",
                     "make the index with `deepcars prepare`");
    }
    at[i] = *found;
  }
  const auto source = table->column("source");
  const auto split = table->column("split");
  const auto viewpoint = table->column("viewpoint");
  const auto phash = table->column("phash");

  std::vector<Photo> photos;
  photos.reserve(table->rows.size());
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    const std::string where = path.string() + ", row " + std::to_string(row + 2);
    const std::string& file = table->cell(row, at[0]);
    if (file.empty()) {
      return failure(ErrorCode::data_invalid, where + ": the path is empty", "remove the row");
    }
    const auto year = parse_year(table->cell(row, at[1]));
    if (!year)
      return failure(ErrorCode::data_invalid, where + ": " + year.error().message, year.error().hint);
    Photo photo = {.path = path.parent_path() / file,
                   .year = *year,
                   .make = table->cell(row, at[2]),
                   .model = table->cell(row, at[3]),
                   .split_group = table->cell(row, at[4])};
    if (source) photo.source = table->cell(row, *source);
    if (split) photo.split = table->cell(row, *split);
    if (viewpoint) photo.viewpoint = table->cell(row, *viewpoint);
    if (phash) {
      const auto bits = parse_phash(table->cell(row, *phash));
      if (!bits)
        return failure(ErrorCode::data_invalid, where + ": " + bits.error().message, bits.error().hint);
      photo.phash = *bits;
    }
    if (!photo.split.empty() && photo.split != "train" && photo.split != "val" && photo.split != "test") {
      return failure(ErrorCode::data_invalid, where + ": split is \"" + photo.split + "\"",
                     "use train, val, test or leave it empty");
    }
    photos.push_back(std::move(photo));
  }
  if (photos.empty()) {
    return failure(ErrorCode::data_invalid, path.string() + " lists no photos",
                   "make the index with `deepcars prepare`");
  }
  return photos;
}

Expected<void> write_index(const fs::path& path, const std::vector<Photo>& photos) {
  std::error_code problem;
  const fs::path here = fs::current_path(problem);
  if (problem) {
    return failure(ErrorCode::file_unwritable,
                   path.string() + " cannot be written: the current folder is gone: " + problem.message(),
                   "change to another folder");
  }
  const fs::path folder = (here / path).lexically_normal().parent_path();
  std::string text = base::csv_line(
      {"path", "year", "make", "model", "split_group", "source", "split", "viewpoint", "phash"});
  for (const Photo& photo : photos) {
    const fs::path relative = (here / photo.path).lexically_normal().lexically_proximate(folder);
    text += base::csv_line({relative.generic_string(), std::to_string(photo.year), photo.make, photo.model,
                            photo.split_group, photo.source, photo.split, photo.viewpoint,
                            phash_text(photo.phash)});
  }
  return base::write_file(path, text);
}

}  // namespace deepcars::data
