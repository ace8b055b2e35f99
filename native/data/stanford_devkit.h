// The tables of Stanford Cars' devkit, as .mat files or exported to CSV.
#pragma once

#include <filesystem>

#include "native/data/sources.h"

namespace deepcars::data {

inline constexpr const char* stanford_cars_source = "stanford-cars";

/// Whether one of the folders is there that the tables say the photos are in: cars_train/, cars_test/, car_ims/.
bool has_devkit_photos(const std::filesystem::path& folder);

/// Adds the photos of whichever tables the folder has, see collect_stanford_cars; true if it has any. Photos
/// of a class that has no name are dropped. Errors: those of read_csv and read_mat; data_invalid if a .mat
/// file lacks a variable.
Expected<bool> add_stanford_devkit(const std::filesystem::path& folder, Collected& found);

}  // namespace deepcars::data
