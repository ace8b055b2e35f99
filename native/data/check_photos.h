// Checks every photo before it may enter an index.
#pragma once

#include "native/data/sources.h"

namespace deepcars::data {

/// What becomes of photos that are damaged, but of which a part can be shown.
enum class Damaged { drop, keep };

/// Moves from photos to dropped what has an implausible year, is missing, does not decode, or has the same
/// bytes as an earlier photo. If photos of the same bytes have different years, all of them are dropped, because nobody
/// can say which is right. The others get their perceptual hash. Decodes in `threads` threads, with a
/// progress line on standard error. The order of the photos stays. Returns false, and leaves no photo in
/// `collected`, once interrupted() is true. Precondition: threads >= 1.
bool check_photos(Collected& collected, int threads, Damaged damaged = Damaged::drop);

}  // namespace deepcars::data
