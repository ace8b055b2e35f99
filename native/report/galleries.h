// The cars that a report shows: their photos, what the model says, and why.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "native/measure/evaluated_photo.h"
#include "shared/car_model.h"

namespace deepcars::report {

struct Picture {
  std::string data_uri;
  /// What it shows, for those who cannot see it.
  std::string alternative;
  /// Lines.
  std::vector<std::string> caption;
};

/// A photo that can no longer be read is left out.
struct Galleries {
  std::vector<Picture> typical;
  std::vector<Picture> best;
  std::vector<Picture> worst;
  std::vector<Picture> surprising;
  /// Each is photo | saliency | overlay.
  std::vector<Picture> explained;
};

/// The pictures of choose_showcase, and explanations of an old, a middling and a new typical car, the worst
/// and the most surprising one.
Galleries make_galleries(std::span<const measure::EvaluatedPhoto> photos, const CarModel& model,
                         nn::ThreadPool& pool);

}  // namespace deepcars::report
