#include "native/report/thumbnails.h"

#include "native/base/jpeg.h"
#include "native/report/base64.h"
#include "shared/image/fit_within.h"

namespace deepcars::report {

Expected<std::string> jpeg_data_uri(const image::Image& picture, int longest_side_px) {
  constexpr int quality = 82;
  const auto file = base::encode_jpeg(image::fit_within(picture, longest_side_px), quality);
  if (!file) return tl::unexpected(file.error());
  return "data:image/jpeg;base64," + base64(*file);
}

}  // namespace deepcars::report
