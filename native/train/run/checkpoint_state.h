// What a checkpoint says about its run, without the network that it belongs to.
#pragma once

#include <filesystem>

#include "native/train/run/run_state.h"
#include "shared/error.h"

namespace deepcars::train {

/// What a checkpoint has its text about the run under.
inline constexpr const char* checkpoint_facts = "facts";

/// Errors: file_unreadable; weights_damaged if the file is damaged or no checkpoint of `deepcars train`.
Expected<RunState> read_checkpoint_state(const std::filesystem::path& checkpoint);

}  // namespace deepcars::train
