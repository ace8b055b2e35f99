// A drawn car whose parts can be exchanged for those of another era: a photo whose differences are known.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "shared/image/image.h"

namespace deepcars::measure {

/// The parts, from the one that is drawn first to the one that covers the others.
enum class CarPart { body, bumpers, grille, lights, wheels };

inline constexpr std::array car_parts = {CarPart::body, CarPart::bumpers, CarPart::grille, CarPart::lights,
                                         CarPart::wheels};

/// "body", "bumpers", ...
std::string_view name(CarPart part);

/// The eras that a part can be of.
inline constexpr std::array<std::string_view, 5> car_eras = {"1930s", "1950s", "1970s", "1990s", "2010s"};

/// The era of each part, as a place in car_eras.
class CarDesign {
 public:
  /// All parts of one era.
  explicit CarDesign(std::size_t era) { eras_.fill(era); }

  std::size_t era(CarPart part) const { return eras_[static_cast<std::size_t>(part)]; }
  /// The same car with one part of another era.
  CarDesign with(CarPart part, std::size_t era) const;

 private:
  std::array<std::size_t, car_parts.size()> eras_{};
};

struct DrawnCar {
  image::Image picture;  ///< size_px x size_px.
  /// Per part, [size_px, size_px]: 1 where a pixel shows some of it, or would if no other part covered it.
  std::array<std::vector<std::uint8_t>, car_parts.size()> regions;

  const std::vector<std::uint8_t>& region(CarPart part) const {
    return regions[static_cast<std::size_t>(part)];
  }
};

/// Draws the car seen from its front left. The seed decides paint, sky and ground, the car's place and the
/// grain; the design decides nothing but its parts, so that two designs of a seed differ only in the regions
/// of the parts in which they differ. The same pixels for the same arguments. Precondition: size_px >= 32.
DrawnCar draw_car(const CarDesign& design, int size_px, std::uint64_t seed);

}  // namespace deepcars::measure
