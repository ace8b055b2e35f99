// Several processes train one model, as torchrun would start them.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <future>

#include "tests/native/stopped_program.h"
#include "tests/native/training_fixture.h"

namespace deepcars::testing {
namespace {

// Sums in another order, through a dozen steps of the optimiser; the tables have six digits.
constexpr double tolerance = 2e-3;

/// A TCP port that nothing listens on now.
int free_port() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(listener, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  close(listener);
  return ntohs(address.sin_port);
}

class CliWorkers : public TrainingFixture {
 protected:
  /// Such that only the number of workers makes a difference.
  static std::vector<std::string> worker_arguments(const std::string& recipe, const std::string& output,
                                                   int epochs) {
    return train_arguments(
        recipe, output, epochs,
        {"--augmentation", "light", "--precision", "fp32", "--threads", "1", "--log", "jsonl"});
  }

  static std::ptrdiff_t logged_rows(const std::string& output) {
    const std::string text = read_text(path(output + "/log.jsonl"));
    return std::count(text.begin(), text.end(), '\n');
  }

  /// The arguments of env that start one worker.
  static std::vector<std::string> worker(int rank, int size, int port,
                                         const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {"RANK=" + std::to_string(rank), "WORLD_SIZE=" + std::to_string(size),
                                      "MASTER_ADDR=127.0.0.1", "MASTER_PORT=" + std::to_string(port),
                                      deepcars_program()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
  }

  static std::vector<ProgramRun> run_workers(int size, const std::vector<std::string>& arguments) {
    const int port = free_port();
    std::vector<std::future<ProgramRun>> running;
    for (int rank = 0; rank < size; ++rank) {
      running.push_back(std::async(std::launch::async, [=] {
        return run_deepcars(worker(rank, size, port, arguments), "", "/usr/bin/env");
      }));
    }
    std::vector<ProgramRun> runs;
    for (auto& one : running) runs.push_back(one.get());
    return runs;
  }

  static void expect_near(const std::vector<EpochRow>& together, const std::vector<EpochRow>& alone) {
    ASSERT_EQ(together.size(), alone.size());
    for (std::size_t i = 0; i < alone.size(); ++i) {
      EXPECT_NEAR(together[i].loss, alone[i].loss, tolerance * std::max(1.0, alone[i].loss)) << alone[i];
      EXPECT_NEAR(together[i].accuracy, alone[i].accuracy, tolerance) << alone[i];
    }
  }
};

TEST_F(CliWorkers, TwoAndThreeComputeWhatOneDoes) {
  for (const std::string recipe : {"head", "full"}) {
    ASSERT_EQ(run_deepcars(worker_arguments(recipe, recipe + "1", 2)).exit_status, 0);
    const std::vector<EpochRow> alone = epochs(recipe + "1");
    ASSERT_EQ(alone.size(), 4u);
    constexpr int rows = 2 * (3 + 1);  // In each epoch three batches, and the epoch itself.
    EXPECT_EQ(logged_rows(recipe + "1"), rows);
    for (const int size : {2, 3}) {
      SCOPED_TRACE(recipe + ", " + std::to_string(size) + " workers");
      const std::string output = recipe + std::to_string(size);
      const auto runs = run_workers(size, worker_arguments(recipe, output, 2));
      for (const ProgramRun& run : runs) ASSERT_EQ(run.exit_status, 0) << run.err;
      EXPECT_NE(runs[0].out.find("workers"), std::string::npos) << runs[0].out;
      EXPECT_EQ(runs[1].out, "") << "only the first speaks";
      EXPECT_EQ(logged_rows(output), rows) << "only the first writes";
      expect_near(epochs(output), alone);
    }
  }
}

TEST_F(CliWorkers, TorchrunStartsThem) {
  const std::string python = "/usr/bin/python3";
  if (run_deepcars({"-c", "import torch.distributed.run"}, "", python).exit_status != 0) {
    GTEST_SKIP() << "no torchrun: python3 has no torch";
  }
  const std::string store = "from torch.distributed import TCPStore; TCPStore('127.0.0.1', " +
                            std::to_string(free_port()) + ", 1, True)";
  if (const auto made = run_deepcars({"-c", store}, "", python); made.exit_status != 0) {
    GTEST_SKIP() << "this torchrun cannot start anything: " << made.error_lines().back();
  }
  ASSERT_EQ(run_deepcars(worker_arguments("head", "started", 2)).exit_status, 0);
  // Without --redirects and --tee, torch 1.13 fails under Python 3.11.
  std::vector<std::string> words = {"-m",
                                    "torch.distributed.run",
                                    "--no_python",
                                    "--nproc_per_node",
                                    "2",
                                    "--redirects",
                                    "1",
                                    "--tee",
                                    "1",
                                    "--master_port",
                                    std::to_string(free_port()),
                                    deepcars_program()};
  for (const std::string& word : worker_arguments("head", "torchrun", 2)) words.push_back(word);
  const ProgramRun run = run_deepcars(words, "", python);
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_NE(run.out.find("2 workers"), std::string::npos) << run.out;
  expect_near(epochs("torchrun"), epochs("started"));
}

TEST_F(CliWorkers, ALostWorkerEndsTheRunWithASentenceAndAUsableCheckpoint) {
  const auto arguments = worker_arguments("full", "lost", 1000);
  const int port = free_port();
  auto second = std::async(std::launch::async,
                           [&] { return run_deepcars(worker(1, 2, port, arguments), "", "/usr/bin/env"); });
  const auto first = stop_deepcars(worker(0, 2, port, arguments), "epoch 2/1000", SIGKILL, "/usr/bin/env");
  EXPECT_EQ(first.exit_status, -1);
  const ProgramRun survivor = second.get();
  EXPECT_EQ(survivor.exit_status, 1);
  EXPECT_NE(survivor.err.find("another worker ended"), std::string::npos) << survivor.err;

  const int next_port = free_port();
  auto again = std::async(std::launch::async, [&] {
    return run_deepcars(worker(1, 2, next_port, arguments), "", "/usr/bin/env");
  });
  const auto resumed =
      stop_deepcars(worker(0, 2, next_port, arguments), "epoch 3/1000", SIGINT, "/usr/bin/env");
  EXPECT_EQ(resumed.exit_status, 130);
  EXPECT_NE(resumed.out.find("going on after epoch"), std::string::npos) << resumed.out;
  EXPECT_EQ(again.get().exit_status, 130) << "an interrupt of one stops all";
}

TEST_F(CliWorkers, AnImpossibleEnvironmentIsOneSentence) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"WORLD_SIZE=2"},
        {"WORLD_SIZE=two", "RANK=0", "MASTER_ADDR=127.0.0.1", "MASTER_PORT=1"},
        {"WORLD_SIZE=2", "RANK=5", "MASTER_ADDR=127.0.0.1", "MASTER_PORT=29500"}}) {
    std::vector<std::string> command = words;
    command.push_back(deepcars_program());
    for (const std::string& word : worker_arguments("head", "impossible", 1)) command.push_back(word);
    const auto run = run_deepcars(command, "", "/usr/bin/env");
    EXPECT_EQ(run.exit_status, 1);
    ASSERT_EQ(run.error_lines().size(), 1u) << run.err;
    EXPECT_NE(run.err.find("RANK"), std::string::npos) << run.err;
  }
}

TEST_F(CliWorkers, ThreadsOfAMachineAreSharedAmongItsWorkers) {
  const auto run =
      run_deepcars({"LOCAL_WORLD_SIZE=1000", deepcars_program(), "train", "--help"}, "", "/usr/bin/env");
  // As CLI11 writes a default before and from 2.3 on.
  const bool one = run.out.find("--threads INT=1 ") != std::string::npos ||
                   run.out.find("--threads INT [1] ") != std::string::npos;
  EXPECT_TRUE(one) << run.out;
}

}  // namespace
}  // namespace deepcars::testing
