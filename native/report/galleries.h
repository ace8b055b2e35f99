// The cars that a report shows: their photos, what the model says, and why.
#pragma once

#include <span>
#include <vector>

#include "native/measure/evaluated_photo.h"
#include "native/report/section.h"
#include "shared/car_model.h"

namespace deepcars::report {

/// The typical, best, worst and most surprising photos, and some explained. A photo that can no longer be
/// read is left out.
struct Galleries {
  Gallery typical;
  Gallery best;
  Gallery worst;
  Gallery surprising;
  Gallery explained;  ///< photo | saliency | overlay
};

Galleries make_galleries(std::span<const measure::EvaluatedPhoto> photos, const CarModel& model,
                         nn::ThreadPool& pool);

}  // namespace deepcars::report
