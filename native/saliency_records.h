// What was measured of one photo's or drawing's explanations as JSON, for the log of an evaluation of saliency.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "native/measure/part_exchange.h"
#include "native/measure/photo_curves.h"
#include "native/measure/sanity_check.h"

namespace deepcars::native {

nlohmann::ordered_json to_json(const measure::PhotoCurves& curves);
/// Nothing if the JSON holds anything else than all curves of these options.
std::optional<measure::PhotoCurves> curves_from_json(const nlohmann::json& json,
                                                     const measure::CurveOptions& options);

nlohmann::ordered_json to_json(const measure::PhotoSanity& sanity);
/// Nothing if the JSON holds anything else than a similarity for each of so many methods.
std::optional<measure::PhotoSanity> sanity_from_json(const nlohmann::json& json, std::size_t methods);

nlohmann::ordered_json to_json(const measure::PartTest& test);
/// Nothing if the JSON holds anything else than a test of this exchange and these methods.
std::optional<measure::PartTest> part_test_from_json(const nlohmann::json& json,
                                                     const measure::Exchange& exchange,
                                                     std::span<const explain::Method* const> methods);

}  // namespace deepcars::native
