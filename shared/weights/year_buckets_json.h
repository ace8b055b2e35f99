// Year buckets as JSON, in the weight file's metadata.
#pragma once

#include <nlohmann/json.hpp>

#include "shared/error.h"
#include "shared/score/year_buckets.h"

namespace deepcars::weights {

/// {"rule":"uniform","first_year":1991,"last_year":2012,"width_years":2}, the same with rule "original", or
/// {"rule":"edges","edges":[1991,1993,2013]}: each bucket's first year, and one past the last year.
nlohmann::json year_buckets_to_json(const score::YearBuckets& buckets);

/// The inverse.
/// Errors: weights_unsupported (unknown rule or key), weights_damaged (missing or impossible value).
Expected<score::YearBuckets> year_buckets_from_json(const nlohmann::json& object);

}  // namespace deepcars::weights
