#include "tests/native/event_file.h"

#include <cstring>
#include <string_view>

#include "native/base/crc32c.h"
#include "native/train/run/tensorboard.pb.h"

namespace deepcars::testing {
namespace {

template <typename Number>
Number number_at(std::string_view bytes) {
  Number number{};
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

/// Undoes the mask of the format's definition: rotated right by 15 bits, plus a constant.
bool checksum_holds(std::string_view bytes, std::uint32_t masked) {
  const std::uint32_t rotated = masked - 0xA282'EAD8;
  return base::crc32c(bytes) == ((rotated >> 17) | (rotated << 15));
}

void take(const train::tensorboard::Event& event, EventFile& file) {
  using train::tensorboard::SessionLog;
  if (event.has_file_version()) file.version = event.file_version();
  if (event.has_session_log() && event.session_log().status() == SessionLog::START && event.step() == 0) {
    ++file.session_starts_at_0;
  }
  for (const auto& value : event.summary().value()) {
    file.scalars.push_back({.step = event.step(),
                            .wall_time_s = event.wall_time(),
                            .tag = value.tag(),
                            .value = value.simple_value()});
  }
}

}  // namespace

EventFile read_events(const std::string& bytes) {
  EventFile file;
  constexpr std::size_t head = 12, tail = 4;
  for (std::string_view rest = bytes; !rest.empty();) {
    if (rest.size() < head + tail) return file.fault = "it ends within a record", file;
    const auto length = number_at<std::uint64_t>(rest);
    if (!checksum_holds(rest.substr(0, 8), number_at<std::uint32_t>(rest.substr(8)))) {
      return file.fault = "the checksum of a length is wrong", file;
    }
    if (length > rest.size() - head - tail) return file.fault = "it ends within a message", file;
    const std::string_view message = rest.substr(head, length);
    if (!checksum_holds(message, number_at<std::uint32_t>(rest.substr(head + length)))) {
      return file.fault = "the checksum of a message is wrong", file;
    }
    train::tensorboard::Event event;
    if (!event.ParseFromArray(message.data(), static_cast<int>(length))) {
      return file.fault = "a message is no event", file;
    }
    take(event, file);
    rest.remove_prefix(head + length + tail);
  }
  return file;
}

}  // namespace deepcars::testing
