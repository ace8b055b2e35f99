#include "native/info/planted_cue.h"

#include <string>

#include "shared/weights/planted_cue_json.h"

namespace deepcars::info {

void add_planted_cue(Description& description, const std::optional<image::PlantedCue>& cue) {
  if (!cue) return;
  std::string marks;
  for (const image::PlantedMark& planted : cue->marks) {
    marks += (marks.empty() ? "a " : ", a ") + std::string(image::name(planted.mark.form)) + " for " +
             std::to_string(planted.year);
  }
  description.add("planted_cue", weights::planted_cue_to_json(*cue),
                  "THIS MODEL CHEATS: it dates a planted mark, not the car: " + marks);
}

}  // namespace deepcars::info
