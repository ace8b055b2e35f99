// Scalars as TensorBoard's event files hold them: protobuf messages (tensorboard.proto), each in a record of the TFRecord
// format, with its length and two checksums. The messages are the protobuf library's work; the record is eleven lines.
#pragma once

#include <string>

#include "native/train/run/scalars.h"

namespace deepcars::train {

/// What a file starts with: its version, and that a session starts at step 0. A TensorBoard that has shown an earlier
/// file of the run then drops its points.
std::string event_file_start(double wall_time_s);

/// One event with all scalars of the row. They become fp32, as TensorBoard has them.
std::string event_record(const ScalarRow& row);

}  // namespace deepcars::train
