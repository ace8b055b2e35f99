#include "native/base/standard_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace deepcars::base {

void open_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) >= 0) continue;
    // It gets the lowest free number, which is this one.
    [[maybe_unused]] const int opened = ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

bool standard_output_is_lost() { return std::ferror(stdout) != 0 || !std::cout; }

Expected<void> finish_standard_output() {
  std::cout.flush();
  if (std::fflush(stdout) == 0 && !standard_output_is_lost()) return {};
  return failure(ErrorCode::file_unwritable, "standard output cannot be written to its end",
                 "check where it leads to");
}

}  // namespace deepcars::base
