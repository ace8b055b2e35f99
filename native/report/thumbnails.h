// Small JPEG pictures inside the report's page, as data URIs.
#pragma once

#include <string>

#include "shared/error.h"
#include "shared/image/image.h"

namespace deepcars::report {

/// "data:image/jpeg;base64,..." of a picture, reduced so that no side is longer than longest_side_px.
/// Errors: invalid_argument if the encoder refuses. Precondition: the picture has at least one pixel.
Expected<std::string> jpeg_data_uri(const image::Image& picture, int longest_side_px);

}  // namespace deepcars::report
