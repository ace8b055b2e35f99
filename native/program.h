// A program of subcommands: what `deepcars` and deepcars-train share.
#pragma once

#include <span>

#include "native/commands.h"

namespace deepcars::native {

/// One of the functions of commands.h.
using AddCommand = void (*)(CLI::App& program, Action& action);

/// Parses the arguments and runs the subcommand that they choose. Returns the exit status; what is wrong is one
/// sentence on standard error, also if standard output could not be written to its end. No exception leaves it. Signals
/// end it as base/interrupts.h says.
int run_program(int argc, char** argv, std::span<const AddCommand> commands);

}  // namespace deepcars::native
