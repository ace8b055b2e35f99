#include "native/train/workers.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace deepcars::train {
namespace {

/// A port of this machine that something else listens on.
class TakenPort {
 public:
  TakenPort() : socket_(socket(AF_INET6, SOCK_STREAM, 0)) {
    sockaddr_in6 address = {};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_any;
    socklen_t size = sizeof address;
    const bool listens = bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                         listen(socket_, 1) == 0 &&
                         getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    number_ = listens ? ntohs(address.sin6_port) : 0;
  }
  ~TakenPort() { close(socket_); }
  TakenPort(const TakenPort&) = delete;
  TakenPort& operator=(const TakenPort&) = delete;

  int number() const { return number_; }

 private:
  int socket_;
  int number_ = 0;
};

TEST(Workers, ThatCannotMeetAreUnreachable) {
  const TakenPort port;
  if (port.number() == 0) GTEST_SKIP() << "no IPv6 here";
  const std::vector<std::pair<const char*, std::string>> environment = {
      {"WORLD_SIZE", "2"},
      {"RANK", "0"},
      {"MASTER_ADDR", "127.0.0.1"},
      {"MASTER_PORT", std::to_string(port.number())}};
  for (const auto& [name, value] : environment) setenv(name, value.c_str(), 1);
  const auto workers = join_workers(torch::kCPU);
  for (const auto& [name, value] : environment) unsetenv(name);
  ASSERT_FALSE(workers) << "the first worker must open its store at the port";
  EXPECT_EQ(workers.error().code, ErrorCode::unreachable) << workers.error().sentence();
}

}  // namespace
}  // namespace deepcars::train
