// Runs the program until it has printed something, then signals it: how it behaves when it is stopped midway.
#pragma once

#include <csignal>
#include <string>
#include <vector>

#include "tests/native/run_deepcars.h"

namespace deepcars::testing {

/// Sends the signal once standard output contains the text, and waits for the end. exit_status is -1 if a
/// signal ended it. Standard error is thrown away.
ProgramRun stop_deepcars(const std::vector<std::string>& arguments, const std::string& text, int signal,
                         std::string program = deepcars_program());

}  // namespace deepcars::testing
