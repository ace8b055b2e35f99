// What a shell offers while the program's command line is typed.
#pragma once

#include <string>

#include "native/reference/command_line.h"

namespace deepcars::reference {

/// Scripts of the three shells: subcommands, options, an option's known values, and else files. Bash's needs no other
/// package, and 4.0 or newer.
std::string bash_completion(const CommandLine& line);
std::string zsh_completion(const CommandLine& line);
std::string fish_completion(const CommandLine& line);

}  // namespace deepcars::reference
