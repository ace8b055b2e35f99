// Divides photos into training, validation and test so that nothing is learnt by heart and then asked.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "native/data/index.h"
#include "shared/error.h"

namespace deepcars::native {

inline constexpr std::array<std::string_view, 3> split_names = {"train", "val", "test"};

/// What stays together.
enum class SplitUnit {
  group,       ///< split_group: usually a car model over all its years.
  source,      ///< A whole collection.
  model_year,  ///< Make, model and year, as the Python original: neighbouring years may end up apart.
};

/// "group", "source", "model-year". Errors: invalid_argument, listing the known words.
Expected<SplitUnit> split_unit_from_name(const std::string& text);

struct SplitOptions {
  std::array<double, 3> fractions = {0.7, 0.1, 0.2};  ///< Of the photos: train, val, test; sum 1.
  std::uint64_t seed = 100;
  SplitUnit unit = SplitUnit::group;
  std::vector<std::string> hold_out_sources = {};  ///< These go to test wholly, whatever their groups.
};

/// Sets the split of every photo. Units go from large to small (equals in seeded order) to the split that
/// then deviates least from its share, overall and in each decade, so that fractions hold although units
/// differ much in size and every decade is met where it can be. Deterministic on every platform. Errors:
/// invalid_argument for bad fractions or a source that no photo has; data_invalid if a wanted split stays
/// empty because there are too few units.
Expected<void> split_photos(std::vector<Photo>& photos, const SplitOptions& options);

}  // namespace deepcars::native
