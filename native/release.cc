// The only file that is compiled anew when the commit has changed.
#include "native/release.h"

// Of LibTorch, macros only: a program that tells its version need not load it.
#include <torch/version.h>

#include "native/commit.h"
#include "native/description.h"

namespace deepcars::native {

std::string version_text() {
  return std::string("deepcars " DEEPCARS_VERSION "\ncommit ") + commit::name + "\nLibTorch " TORCH_VERSION;
}

std::string description() { return project_description; }

std::string commit_date() { return commit::date; }

}  // namespace deepcars::native
