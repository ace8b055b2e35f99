#include "native/base/program_folder.h"

namespace deepcars::base {
namespace fs = std::filesystem;

fs::path program_folder() {
  std::error_code status;
  return fs::read_symlink("/proc/self/exe", status).parent_path();
}

std::vector<fs::path> model_folders() {
  const fs::path parent = program_folder().parent_path();
  // Installed, the parent is PREFIX/libexec; see packaging/CMakeLists.txt.
  return {parent / "models", parent.parent_path() / "share" / "deepcars" / "models"};
}

}  // namespace deepcars::base
