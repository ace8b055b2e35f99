// Where the running program lies, and what came with it.
#pragma once

#include <filesystem>
#include <vector>

namespace deepcars::base {

/// The folder of the running program, links followed. deepcars-train and the module of picture formats lie there, too.
std::filesystem::path program_folder();

/// Where the models that came with the program may lie: models/ beside the program's folder, as in a build, and
/// share/deepcars/models in the prefix that the program is installed in. Found from the program's own place, so that a
/// prefix can be moved.
std::vector<std::filesystem::path> model_folders();

}  // namespace deepcars::base
