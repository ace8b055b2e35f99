// Stops the program midway: how it behaves then, and when it is started again.
#pragma once

#include <csignal>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/native/run_deepcars.h"

namespace deepcars::testing {

/// Each waits for the end; exit_status is -1 if a signal ended the program. Standard error is thrown away.

/// Sends the signal once standard output contains the text.
ProgramRun stop_deepcars(const std::vector<std::string>& arguments, const std::string& text, int signal,
                         std::string program = deepcars_program());

/// Sends the signal once the program reads the named pipe.
ProgramRun stop_deepcars_reading(const std::string& named_pipe, const std::vector<std::string>& arguments,
                                 int signal = SIGKILL);

/// Sends the signal once the program reads the named pipe, which stays open until the program has ended: it waits for
/// bytes that never come.
ProgramRun stop_deepcars_waiting(const std::string& named_pipe, const std::vector<std::string>& arguments,
                                 int signal);

/// The system kills the program, no less suddenly than SIGKILL does, where a file that it writes would have
/// more bytes than this; the file then has max_bytes.
ProgramRun kill_deepcars_writing(std::uint64_t max_bytes, const std::vector<std::string>& arguments);

}  // namespace deepcars::testing
