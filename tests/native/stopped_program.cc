#include "tests/native/stopped_program.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <stdexcept>

namespace deepcars::testing {
namespace {

/// A started program and the end of the pipe that it writes to.
struct Child {
  pid_t id = 0;
  int output = -1;
};

Child start(std::string program, const std::vector<std::string>& arguments,
            rlim_t max_file_bytes = RLIM_INFINITY) {
  std::vector<std::string> copies = arguments;
  std::vector<char*> words = {program.data()};
  for (std::string& copy : copies) words.push_back(copy.data());
  words.push_back(nullptr);

  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    close(ends[0]);
    close(ends[1]);
    const rlimit no_core = {0, 0}, file_size = {max_file_bytes, max_file_bytes};
    setrlimit(RLIMIT_CORE, &no_core);
    setrlimit(RLIMIT_FSIZE, &file_size);
    for (const int signal : {SIGINT, SIGHUP})
      std::signal(signal, SIG_DFL);  // A test may run in the background.
    execv(program.c_str(), words.data());
    _exit(127);
  }
  close(ends[1]);
  return {child, ends[0]};
}

/// on_output is called with all that was written so far, each time that there is more.
ProgramRun wait_for(const Child& child, const std::function<void(const std::string& output)>& on_output) {
  ProgramRun run;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(child.output, buffer, sizeof buffer)) > 0;) {
    run.out.append(buffer, static_cast<std::size_t>(got));
    on_output(run.out);
  }
  close(child.output);
  int status = 0;
  waitpid(child.id, &status, 0);
  run.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return run;
}

void ignore(const std::string&) {}

}  // namespace

ProgramRun stop_deepcars(const std::vector<std::string>& arguments, const std::string& text, int signal,
                         std::string program) {
  const Child child = start(std::move(program), arguments);
  bool signalled = false;
  return wait_for(child, [&](const std::string& output) {
    if (!signalled && output.find(text) != std::string::npos) signalled = kill(child.id, signal) == 0;
  });
}

ProgramRun stop_deepcars_reading(const std::string& named_pipe, const std::vector<std::string>& arguments,
                                 int signal) {
  const Child child = start(deepcars_program(), arguments);
  const int other_end = open(named_pipe.c_str(), O_WRONLY);  // Returns when the program has opened its end.
  kill(child.id, signal);
  close(other_end);
  return wait_for(child, ignore);
}

ProgramRun stop_deepcars_waiting(const std::string& named_pipe, const std::vector<std::string>& arguments,
                                 int signal) {
  const Child child = start(deepcars_program(), arguments);
  int other_end = -1;
  // Not until the program has opened its end; never, if it has ended without.
  while ((other_end = open(named_pipe.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)) < 0) {
    siginfo_t ended = {};
    if (waitid(P_PID, static_cast<id_t>(child.id), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        ended.si_pid != 0)
      break;
    usleep(1000);
  }
  kill(child.id, signal);
  ProgramRun run = wait_for(child, ignore);
  close(other_end);
  return run;
}

ProgramRun kill_deepcars_writing(std::uint64_t max_bytes, const std::vector<std::string>& arguments) {
  return wait_for(start(deepcars_program(), arguments, max_bytes), ignore);
}

}  // namespace deepcars::testing
