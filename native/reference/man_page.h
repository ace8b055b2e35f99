// The program's man page.
#pragma once

#include <string>

#include "native/reference/command_line.h"

namespace deepcars::reference {

/// A page of section 1, in the macros of man(7). `version` and `date` (empty, or as 2026-11-27) stand at its foot.
std::string man_page(const CommandLine& line, const std::string& version, const std::string& date);

}  // namespace deepcars::reference
