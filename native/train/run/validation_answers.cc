#include "native/train/run/validation_answers.h"

#include <charconv>
#include <cmath>
#include <cstdio>

#include "native/base/csv.h"
#include "native/base/files.h"
#include "native/base/text.h"
#include "native/base/unicode.h"

namespace deepcars::train {
namespace {

constexpr const char* photo_columns[] = {"path", "year", "make", "model", "split_group", "source"};

std::string logit_column(const score::YearBuckets& buckets, int label) {
  return logit_column_start + buckets.text(label);
}

/// Enough digits to read the same float back.
std::string float_text(float value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", static_cast<double>(value));
  return text;
}

bool parse_float(const std::string& text, float& value) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  return end.ec == std::errc() && end.ptr == text.data() + text.size() && std::isfinite(value);
}

}  // namespace

Expected<void> write_validation_answers(const std::filesystem::path& path,
                                        std::span<const data::Photo> photos, std::span<const float> logits,
                                        const score::YearBuckets& buckets) {
  std::vector<std::string> cells(std::begin(photo_columns), std::end(photo_columns));
  for (int label = 0; label < buckets.classes(); ++label) cells.push_back(logit_column(buckets, label));
  std::string text = base::csv_line(cells);
  const auto classes = static_cast<std::size_t>(buckets.classes());
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const data::Photo& photo = photos[i];
    cells = {base::path_text(photo.path),
             std::to_string(photo.year),
             photo.make,
             photo.model,
             photo.split_group,
             photo.source};
    for (const float logit : logits.subspan(i * classes, classes)) cells.push_back(float_text(logit));
    text += base::csv_line(cells);
  }
  return base::write_file(path, text);
}

Expected<std::vector<ValidationAnswer>> read_validation_answers(const std::filesystem::path& path,
                                                                const score::YearBuckets& buckets) {
  const auto damaged = [&](const std::string& what) {
    return failure(ErrorCode::data_invalid, path.string() + ": " + what,
                   "run the training again with --fresh");
  };
  const auto table = base::read_csv(path);
  if (!table) return tl::unexpected(table.error());
  std::vector<std::size_t> columns;
  std::vector<std::string> wanted(std::begin(photo_columns), std::end(photo_columns));
  for (int label = 0; label < buckets.classes(); ++label) wanted.push_back(logit_column(buckets, label));
  for (const std::string& name : wanted) {
    const auto column = table->column(name);
    if (!column) return damaged("it has no column " + name);
    columns.push_back(*column);
  }
  std::vector<ValidationAnswer> answers;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    const auto cell = [&](std::size_t i) -> const std::string& { return table->cell(row, columns[i]); };
    const auto year = base::parse_integer(cell(1));
    if (!year) return damaged(table->row_name(row) + " has no year");
    ValidationAnswer answer{.photo = {.path = base::path_of(cell(0)),
                                      .year = *year,
                                      .make = cell(2),
                                      .model = cell(3),
                                      .split_group = cell(4),
                                      .source = cell(5)},
                            .logits = {}};
    for (std::size_t i = std::size(photo_columns); i < columns.size(); ++i) {
      float logit = 0;
      if (!parse_float(cell(i), logit))
        return damaged(table->row_name(row) + " has a logit that is no number");
      answer.logits.push_back(logit);
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

}  // namespace deepcars::train
