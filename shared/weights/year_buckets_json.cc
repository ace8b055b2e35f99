#include "shared/weights/year_buckets_json.h"

#include <cmath>

#include "shared/weights/json_reader.h"

namespace deepcars::weights {
namespace {

using score::BucketRule;
using score::YearBuckets;

// Years before and after all cars; they also keep sums and vectors of years small.
constexpr int earliest_year = 1800;
constexpr int latest_year = 2200;

}  // namespace

nlohmann::json year_buckets_to_json(const YearBuckets& buckets) {
  nlohmann::json object = {{"rule", name(buckets.rule())}};
  if (buckets.rule() == BucketRule::edges) {
    for (int label = 0; label < buckets.classes(); ++label)
      object["edges"].push_back(buckets.years(label).first);
    object["edges"].push_back(buckets.last_year() + 1);
    return object;
  }
  object["first_year"] = buckets.first_year();
  object["last_year"] = buckets.last_year();
  object["width_years"] = buckets.width_years();
  return object;
}

Expected<YearBuckets> year_buckets_from_json(const nlohmann::json& object) {
  JsonReader reader(object, "the weight file's year_buckets");
  const std::string rule = reader.text("rule");
  std::vector<int> edges;
  int first_year = 0, last_year = 0, width_years = 1;
  if (rule == name(BucketRule::edges)) {
    for (double edge : reader.numbers("edges", earliest_year, latest_year))
      edges.push_back(static_cast<int>(edge));
  } else if (rule == name(BucketRule::original) || rule == name(BucketRule::uniform)) {
    first_year = reader.integer("first_year", earliest_year, latest_year);
    last_year = reader.integer("last_year", earliest_year, latest_year);
    width_years = reader.integer("width_years", 1, latest_year - earliest_year);
  } else {
    reader.unsupported("rule", "\"" + rule + "\", known are original, uniform and edges");
  }
  if (auto error = reader.finish()) return tl::unexpected(*error);

  auto buckets = rule == name(BucketRule::edges) ? YearBuckets::from_edges(edges)
                 : rule == name(BucketRule::original)
                     ? YearBuckets::original(first_year, last_year, width_years)
                     : YearBuckets::uniform(first_year, last_year, width_years);
  if (!buckets) return failure(ErrorCode::weights_damaged, buckets.error().message, buckets.error().hint);
  return buckets;
}

}  // namespace deepcars::weights
