#include "tests/native/stopped_program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

namespace deepcars::testing {

ProgramRun stop_deepcars(const std::vector<std::string>& arguments, const std::string& text, int signal,
                         std::string program) {
  std::vector<std::string> copies = arguments;
  std::vector<char*> words = {program.data()};
  for (std::string& copy : copies) words.push_back(copy.data());
  words.push_back(nullptr);

  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    close(ends[0]);
    close(ends[1]);
    execv(program.c_str(), words.data());
    _exit(127);
  }
  close(ends[1]);

  ProgramRun run;
  bool signalled = false;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
    run.out.append(buffer, static_cast<std::size_t>(got));
    if (!signalled && run.out.find(text) != std::string::npos) signalled = kill(child, signal) == 0;
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  run.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return run;
}

}  // namespace deepcars::testing
