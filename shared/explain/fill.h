// What stands in for hidden pixels: the other end of every explanation that hides parts of a photo.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/error.h"
#include "shared/image/preprocess.h"

namespace deepcars::explain {

enum class Fill {
  blurred,  ///< The photo, blurred until no car can be told from another. Blur takes detail away and adds none.
  mean_color,  ///< The photo's mean colour. Its edges against the rest of the photo are features of their own.
  black,
};

/// "blurred", "mean-color", "black".
std::string_view name(Fill fill);

/// What it is, for a person: "the photo, blurred", "its mean colour", "black".
std::string_view label(Fill fill);

/// All fills; the first is the default.
std::vector<Fill> fills();

/// Their names, in the same order.
std::vector<std::string> names(std::span<const Fill> fills);

/// The fill with this name. Errors: invalid_argument, with the known names in its hint.
Expected<Fill> fill_from_name(std::string_view text);

/// The standard deviation of the Gaussian that blurs a photo: a twentieth of its side.
double blur_sigma_px(int size_px);

/// A picture of nothing but the fill, [3, size_px, size_px], normalised as the input [3, size_px, size_px] is.
std::vector<float> filled(std::span<const float> input, const image::InputSpec& spec, Fill fill);

/// The input [3, S, S] with the fill [3, S, S] in its place as far as the mask [S, S] hides it, 0 not at all, 255 wholly.
/// Precondition: equal S.
std::vector<float> hidden(std::span<const float> input, std::span<const float> fill,
                          std::span<const std::uint8_t> mask);

}  // namespace deepcars::explain
