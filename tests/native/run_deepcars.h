// Runs the built program as a user would and keeps what it printed.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace deepcars::testing {

struct ProgramRun {
  int exit_status = -1;
  std::string out;
  std::string err;

  nlohmann::json json() const;  ///< Standard output; null if it is not JSON.
  std::vector<std::string> error_lines() const;
};

/// Where the built program lies.
std::string deepcars_program();

/// A copy of the program in the folder, alone: without deepcars-train beside it.
std::string copy_deepcars_alone(const std::filesystem::path& folder);

/// Standard input is the given text. Every environment variable stays as it is.
ProgramRun run_deepcars(const std::vector<std::string>& arguments, const std::string& input = "",
                        const std::string& program = deepcars_program());

/// A folder for one test, removed with everything in it afterwards.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  /// A path in the folder.
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::string read_text(const std::filesystem::path& path);
/// Makes missing parent folders.
void write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace deepcars::testing
