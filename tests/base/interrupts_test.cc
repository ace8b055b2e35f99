#include "native/base/interrupts.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>

#include "tests/native/run_deepcars.h"

namespace deepcars::base {
namespace {

constexpr int went_on = 7;

/// The exit status of a process that does this; -1 if a signal ended it without our doing.
int status_of(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    close(STDERR_FILENO);
    work();
    _exit(went_on);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Interrupts, EndTheProgramAndItsUnfinishedFiles) {
  const deepcars::testing::TemporaryFolder folder;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const std::string unfinished = folder / "a.csv.part", finished = folder / "b.csv.part";
    for (const std::string& name : {unfinished, finished}) deepcars::testing::write_text(name, "half");
    EXPECT_EQ(status_of([&] {
                handle_signals();
                {
                  const RemovedOnSignal earlier(finished);
                }
                const RemovedOnSignal removed(unfinished);
                raise(signal);
              }),
              interrupted_status);
    EXPECT_FALSE(std::filesystem::exists(unfinished)) << signal;
    EXPECT_TRUE(std::filesystem::exists(finished)) << signal;
  }
}

TEST(Interrupts, ThatAreCaughtLeaveTimeOnlyOnce) {
  EXPECT_EQ(status_of([] {
              handle_signals();
              catch_interrupts();
              raise(SIGTERM);
              if (!interrupted()) _exit(1);
            }),
            went_on);
  EXPECT_EQ(status_of([] {
              handle_signals();
              catch_interrupts();
              raise(SIGTERM);
              raise(SIGINT);
            }),
            interrupted_status);
}

TEST(Interrupts, EndWorkThatDoesNotLookAtThem) {
  EXPECT_EQ(status_of([] {
              handle_signals();
              catch_interrupts();
              raise(SIGHUP);
              while (true) pause();
            }),
            interrupted_status);
}

TEST(Interrupts, AnIgnoredHangupStaysIgnored) {
  EXPECT_EQ(status_of([] {
              signal(SIGHUP, SIG_IGN);
              handle_signals();
              raise(SIGHUP);
            }),
            went_on);
}

}  // namespace
}  // namespace deepcars::base
