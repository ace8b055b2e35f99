#include "native/data/photo_input.h"

#include "native/base/photo_files.h"

namespace deepcars::data {

Expected<std::vector<float>> photo_input(const Photo& photo, const image::InputSpec& spec,
                                         const OptionalMark& mark) {
  auto picture = base::read_photo(photo.path);
  if (!picture) return tl::unexpected(picture.error());
  if (mark) image::draw_mark(*picture, *mark);
  return image::preprocess(*picture, spec);
}

Expected<std::vector<float>> augmented_input(const Photo& photo, const image::InputSpec& spec,
                                             const AugmentOptions& options, std::uint64_t seed,
                                             const OptionalMark& mark) {
  const auto picture = base::read_photo(photo.path);
  if (!picture) return tl::unexpected(picture.error());
  auto variant = augment(*picture, options, seed);
  if (!variant) {
    return failure(variant.error().code, photo.path.string() + ": " + variant.error().message,
                   variant.error().hint);
  }
  if (mark) image::draw_mark(*variant, *mark);
  return image::preprocess(*variant, spec);
}

}  // namespace deepcars::data
