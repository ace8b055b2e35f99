// Which deepCars this is.
#pragma once

#include <string>

namespace deepcars::native {

/// What deepCars does, as it follows its name: "says from a photo ...".
std::string description();

/// Three lines, the last without its end: program and version, commit, the LibTorch that it was built for.
std::string version_text();

/// The day of the commit that was built, as 2026-11-27; empty where it is not known.
std::string commit_date();

}  // namespace deepcars::native
