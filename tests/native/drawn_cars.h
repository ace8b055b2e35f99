// A small data set of drawn cars, the same each time: tests need photos that may be shown to anyone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace deepcars::testing {

/// Draws per_year cars for each year as FOLDER/<year>/<number>.jpg, about 160 x 110 px. The year decides the
/// shape, from tall, boxy and upright before 1940 to low and sleek after 2000; colours, place and background
/// are random.
void draw_cars(const std::filesystem::path& folder, const std::vector<int>& years, int per_year,
               std::uint64_t seed);

}  // namespace deepcars::testing
