// The model that a subcommand works with: where it lies, and reading it.
#pragma once

#include <filesystem>
#include <string>

#include "shared/car_model.h"
#include "shared/error.h"
#include "shared/features/neighbours.h"
#include "shared/weights/model_file.h"

namespace deepcars::base {

/// The name of the model file that ships with deepCars, in its models/ folder.
inline constexpr const char* default_model_name = "deepcars-resnet18.safetensors";

/// The weight file to use: `given` if it is not empty, else the environment's DEEPCARS_MODEL, else the
/// one in model_folders(), else in models/ in the current folder. Errors: file_unreadable, saying
/// where it looked.
Expected<std::filesystem::path> find_model(const std::string& given);

/// A model and the weight file that it was read from.
struct OpenedModel {
  std::filesystem::path path;
  CarModel model;
};

/// Finds, reads and checks the weight file, and makes the model ready to score photos. A patch is put on the
/// default_model_name in its folder. Errors: those of find_model; file_unreadable, weights_damaged and
/// weights_unsupported, each naming the file.
Expected<OpenedModel> open_model(const std::string& given);

/// The training photos of a model, from the file beside its weight file. Errors: those of reading the file;
/// data_invalid if it belongs to another model.
Expected<features::NeighbourSet> open_neighbours(const OpenedModel& model);

/// Finds, reads and checks the weight file, and keeps its tensors as they are. Errors: as open_model.
Expected<weights::ModelFile> read_model_file(const std::string& given);

}  // namespace deepcars::base
