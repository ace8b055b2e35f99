#include "native/train/run/tensorboard_events.h"

#include <bit>
#include <cstdint>

#include "native/base/crc32c.h"
#include "native/train/run/tensorboard.pb.h"

namespace deepcars::train {
namespace {

static_assert(std::endian::native == std::endian::little, "records are little-endian");

template <typename Number>
std::string bytes_of(Number number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

/// A checksum of the bytes, rotated and shifted so that it differs from a checksum that the bytes may hold themselves.
std::string masked_checksum(const std::string& bytes) {
  return bytes_of(std::uint32_t{std::rotr(base::crc32c(bytes), 15) + 0xA282'EAD8});
}

/// length (64 bits), its checksum, the message, its checksum.
std::string record(const tensorboard::Event& event) {
  const std::string message = event.SerializeAsString(), length = bytes_of(std::uint64_t{message.size()});
  return length + masked_checksum(length) + message + masked_checksum(message);
}

}  // namespace

std::string event_file_start(double wall_time_s) {
  tensorboard::Event version, start;
  version.set_wall_time(wall_time_s);
  version.set_file_version("brain.Event:2");
  start.set_wall_time(wall_time_s);
  start.mutable_session_log()->set_status(tensorboard::SessionLog::START);
  return record(version) + record(start);
}

std::string event_record(const ScalarRow& row) {
  tensorboard::Event event;
  event.set_wall_time(row.wall_time_s);
  event.set_step(row.step);
  for (const auto& [tag, value] : row.scalars) {
    tensorboard::Summary::Value* scalar = event.mutable_summary()->add_value();
    scalar->set_tag(tag);
    scalar->set_simple_value(static_cast<float>(value));
  }
  return record(event);
}

}  // namespace deepcars::train
