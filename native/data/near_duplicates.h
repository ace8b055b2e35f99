// Pictures that are nearly the same: a perceptual hash for each, and pairs of hashes that differ in few bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "shared/error.h"
#include "shared/image/image.h"

namespace deepcars::data {

/// The largest difference that near_pairs searches for: each quarter of the hash may differ in at most 4
/// bits.
inline constexpr int max_searched_bits = 16;

/// OpenCV's PHash (64 signs of the low frequencies of a 32 x 32 grey picture), of the picture shrunk by area
/// first, so that size and compression hardly matter. Colour and mirroring: grey only, and a mirrored copy
/// has another hash. Nothing for a picture of almost one grey, whose signs are noise. Errors: internal if
/// OpenCV refuses, saying why.
Expected<std::optional<std::uint64_t>> perceptual_hash(const image::Image& picture);

/// Two photos, by position, first < second.
struct NearPair {
  std::size_t first = 0;
  std::size_t second = 0;
  int bits = 0;  ///< How many bits of the hashes differ.
};

/// The pairs that differ in at most `max_bits`, the most alike first. Photos with the same hash are
/// paired with the first of them only, and only that one with others: connected components are unchanged,
/// with fewer pairs.
///
/// Multi-index hashing (Norouzi, Punjani and Fleet, "Fast Exact Search in Hamming Space with Multi-Index
/// Hashing", 2014): two hashes that differ in r bits have a 16-bit quarter that differs in at most r / 4. So
/// a photo is compared only with those in a few of 65,536 places of four tables. Precondition: 0 <= max_bits
/// <= max_searched_bits.
std::vector<NearPair> near_pairs(std::span<const std::optional<std::uint64_t>> hashes, int max_bits);

}  // namespace deepcars::data
