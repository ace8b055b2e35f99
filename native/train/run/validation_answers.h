// What a run's kept epoch says of each validation photo, as a table: cross-validation measures recipes by it without
// computing anything again.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "native/data/index.h"
#include "shared/error.h"
#include "shared/score/year_buckets.h"

namespace deepcars::train {

/// How the names of the columns with logits begin; the bucket's years follow.
inline constexpr const char* logit_column_start = "logit_";

/// One validation photo and the network's logits for it, [classes].
struct ValidationAnswer {
  data::Photo photo;
  std::vector<float> logits;
};

/// Writes a row per photo: path (as in the index that was read), year, make, model, split_group, source and the logit of
/// each bucket. logits is [photos, classes]. Errors: file_unwritable.
Expected<void> write_validation_answers(const std::filesystem::path& path,
                                        std::span<const data::Photo> photos, std::span<const float> logits,
                                        const score::YearBuckets& buckets);

/// Reads such a table back; the buckets must be those that it was written with. Errors: file_unreadable; data_invalid,
/// naming the file, for a missing column or a cell that is no finite number.
Expected<std::vector<ValidationAnswer>> read_validation_answers(const std::filesystem::path& path,
                                                                const score::YearBuckets& buckets);

}  // namespace deepcars::train
