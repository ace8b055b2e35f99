// Numbers and tables as text, the same on the command line and in the page.
#pragma once

#include <string>
#include <vector>

namespace deepcars {

/// A number with that many digits after the point. No program of ours leaves the C locale, so that it is a point.
std::string fixed(double value, int digits);

/// One line of CSV (RFC 4180), cells quoted where they need to be, with its newline.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace deepcars
