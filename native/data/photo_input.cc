#include "native/data/photo_input.h"

#include "native/base/files.h"
#include "shared/image/decode.h"

namespace deepcars::native {

Expected<image::Image> load_picture(const Photo& photo) {
  const auto bytes = read_file(photo.path, image::DecodeLimits{}.file_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  auto picture = image::decode(*bytes);
  if (!picture) picture.error().message = photo.path.string() + ": " + picture.error().message;
  return picture;
}

Expected<std::vector<float>> photo_input(const Photo& photo, const image::InputSpec& spec) {
  const auto picture = load_picture(photo);
  if (!picture) return tl::unexpected(picture.error());
  return image::preprocess(*picture, spec);
}

Expected<std::vector<float>> augmented_input(const Photo& photo, const image::InputSpec& spec,
                                             const AugmentOptions& options, std::uint64_t seed) {
  const auto picture = load_picture(photo);
  if (!picture) return tl::unexpected(picture.error());
  const auto variant = augment(*picture, options, seed);
  if (!variant) return tl::unexpected(variant.error());
  return image::preprocess(*variant, spec);
}

}  // namespace deepcars::native
