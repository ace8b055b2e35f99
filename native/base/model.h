// The model that a subcommand works with: where it lies, and reading it.
#pragma once

#include <filesystem>
#include <string>

#include "shared/car_model.h"
#include "shared/error.h"

namespace deepcars::native {

/// The name of the model file that ships with deepCars, in its models/ folder.
inline constexpr const char* default_model_name = "deepcars-resnet18.safetensors";

/// The weight file to use: `given` if it is not empty, else the environment's DEEPCARS_MODEL, else models/
/// beside the folder of the program, else models/ in the current folder. Errors: file_unreadable, saying
/// where it looked.
Expected<std::filesystem::path> find_model(const std::string& given);

/// Reads and checks a weight file. Errors: file_unreadable, weights_damaged, weights_unsupported; each names
/// the file.
Expected<CarModel> load_model(const std::filesystem::path& path);

/// As many threads as asked for, or as the machine runs at once if the number is 0.
int thread_count(int asked);

}  // namespace deepcars::native
