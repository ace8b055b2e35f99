// Standard output that leads nowhere is noticed: a full disk, a closed pipe, no output at all.
#pragma once

#include "shared/error.h"

namespace deepcars::base {

/// Called first of all: standard input, output and error that the caller has closed become ones that cannot be read or
/// written, so that no other file takes their number.
void open_standard_streams();

/// Whether something printed so far could not be written, as far as it has left the buffer.
bool standard_output_is_lost();

/// Writes out what is still in the buffers. Errors: file_unwritable if anything printed was lost.
Expected<void> finish_standard_output();

}  // namespace deepcars::base
