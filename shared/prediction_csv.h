// Answers as CSV: what `deepcars predict --csv` prints, and what the page offers for download.
#pragma once

#include <string>
#include <string_view>

#include "shared/car_model.h"
#include "shared/score/year_buckets.h"

namespace deepcars {

/// The names of the columns: path, the answer, one column per bucket, how the photo was decoded, error_code.
std::string prediction_csv_header(const score::YearBuckets& buckets);

/// The answer to one photo; its error_code is empty.
std::string prediction_csv_line(const std::string& path, const Prediction& prediction,
                                const score::YearBuckets& buckets);

/// A photo without an answer: only its path and an error's code, such as "image_damaged".
std::string failure_csv_line(const std::string& path, std::string_view error_code,
                             const score::YearBuckets& buckets);

}  // namespace deepcars
