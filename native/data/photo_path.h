// The path of a photo as a table names it.
#pragma once

#include <filesystem>
#include <string>

namespace deepcars::data {

/// The folder that a table's relative paths start from: its own, or the current one for a pipe and /dev/stdin.
std::filesystem::path folder_of_table(const std::filesystem::path& table);

/// The photo that a cell names, ready to open: an absolute path, one from `root`, or a file:// URL. If there is no such
/// file, the first of these that exists: without the blanks around it; with Windows' backslashes as
/// slashes; of a path with a drive ("C:\cars\1998\a.jpg") its end from `root` on, the longest that exists; the cell
/// read as Windows-1252 instead of UTF-8.
std::filesystem::path photo_path(const std::filesystem::path& root, const std::string& cell);

}  // namespace deepcars::data
