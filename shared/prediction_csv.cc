#include "shared/prediction_csv.h"

#include <cstddef>
#include <vector>

#include "shared/text.h"

namespace deepcars {
namespace {

/// The columns before those of the buckets.
const std::vector<std::string> first_columns = {
    "path",   "modernity",   "modernity_percent", "expected_year", "range_from_year", "range_to_year",
    "ranges", "familiarity", "unfamiliar",        "top",           "top_probability"};
/// Those behind them.
const std::vector<std::string> last_columns = {"damaged", "decoded_by", "reduced_by", "error_code"};

}  // namespace

std::string prediction_csv_header(const score::YearBuckets& buckets) {
  std::vector<std::string> cells = first_columns;
  for (int k = 0; k < buckets.classes(); ++k) cells.push_back("p_" + buckets.text(k));
  cells.insert(cells.end(), last_columns.begin(), last_columns.end());
  return csv_line(cells);
}

std::string prediction_csv_line(const std::string& path, const Prediction& prediction,
                                const score::YearBuckets& buckets) {
  const score::Score& score = prediction.score;
  const auto& familiarity = prediction.familiarity;
  std::vector<std::string> cells = {path,
                                    fixed(score.modernity, 4),
                                    fixed(score.modernity_percent, 3),
                                    fixed(score.expected_year, 3),
                                    std::to_string(prediction.ranges.front().first),
                                    std::to_string(prediction.ranges.back().last),
                                    score::text(prediction.ranges),
                                    familiarity ? fixed(familiarity->share, 4) : "",
                                    familiarity ? (familiarity->unfamiliar ? "1" : "0") : "",
                                    buckets.text(score.top_class),
                                    fixed(score.probabilities[static_cast<std::size_t>(score.top_class)], 6)};
  for (const float probability : score.probabilities) cells.push_back(fixed(probability, 6));
  const image::DecodeNotes& notes = prediction.notes;
  cells.insert(cells.end(), {notes.damage.empty() ? "0" : "1", std::string(name(notes.decoder)),
                             std::to_string(notes.reduced_by), ""});
  return csv_line(cells);
}

std::string failure_csv_line(const std::string& path, std::string_view error_code,
                             const score::YearBuckets& buckets) {
  std::vector<std::string> cells(first_columns.size() + static_cast<std::size_t>(buckets.classes()) +
                                 last_columns.size());
  cells.front() = path;
  cells.back() = std::string(error_code);
  return csv_line(cells);
}

}  // namespace deepcars
