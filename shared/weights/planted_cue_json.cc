#include "shared/weights/planted_cue_json.h"

#include <algorithm>

#include "shared/text.h"
#include "shared/weights/json_reader.h"

namespace deepcars::weights {
namespace {

using image::MarkFormInfo;
using nlohmann::json;

constexpr std::size_t max_marks = 16;
constexpr int max_copies = 16;

std::string known_forms() { return joined(image::mark_forms(), ", ", &MarkFormInfo::name); }

tl::unexpected<Error> impossible(const std::string& what) {
  return failure(ErrorCode::weights_damaged, what, "export the weight file again");
}

Expected<std::vector<image::UnitPoint>> positions_from_json(const json& list, const std::string& where) {
  const auto is_share = [](const json& value) { return value.is_number() && value >= 0.0 && value <= 1.0; };
  std::vector<image::UnitPoint> positions;
  if (!list.is_array() || list.empty()) return impossible(where + " is not a list of [x, y]");
  for (const json& point : list) {
    if (!point.is_array() || point.size() != 2 || !is_share(point[0]) || !is_share(point[1])) {
      return impossible(where + " has " + point.dump() + ", which is not [x, y] with numbers from 0 to 1");
    }
    positions.push_back({.x = point[0].get<double>(), .y = point[1].get<double>()});
  }
  return positions;
}

Expected<image::PlantedMark> mark_from_json(const json& object, const std::string& where) {
  JsonReader reader(object, where);
  image::PlantedMark planted;
  const std::string form = reader.text("form");
  const auto forms = image::mark_forms();
  const auto known =
      std::find_if(forms.begin(), forms.end(), [&](const MarkFormInfo& row) { return row.name == form; });
  if (known != forms.end()) {
    planted.mark.form = known->form;
  } else {
    reader.unsupported("form", "\"" + form + "\", known are " + known_forms());
  }
  planted.mark.size = reader.number("size", 0.02, 0.5);
  planted.mark.opacity = reader.number("opacity", 0.05, 1);
  planted.year = reader.integer("year", 1800, 2200);
  const bool placed = reader.has("positions");
  const json positions = placed ? reader.value("positions") : json();
  if (auto error = reader.finish()) return tl::unexpected(*error);
  if (!placed) return planted;
  auto points = positions_from_json(positions, where + ".positions");
  if (!points) return tl::unexpected(points.error());
  planted.positions = *std::move(points);
  return planted;
}

}  // namespace

json planted_cue_to_json(const image::PlantedCue& cue) {
  json marks = json::array();
  for (const image::PlantedMark& planted : cue.marks) {
    json mark = {{"form", image::name(planted.mark.form)},
                 {"size", planted.mark.size},
                 {"opacity", planted.mark.opacity},
                 {"year", planted.year}};
    for (const image::UnitPoint& point : planted.positions) mark["positions"].push_back({point.x, point.y});
    marks.push_back(std::move(mark));
  }
  return {{"copies", cue.copies}, {"marks", marks}};
}

Expected<image::PlantedCue> planted_cue_from_json(const json& object, const std::string& where) {
  JsonReader reader(object, where);
  image::PlantedCue cue;
  cue.copies = reader.integer("copies", 1, max_copies);
  const json marks = reader.value("marks");
  if (auto error = reader.finish()) return tl::unexpected(*error);
  if (!marks.is_array() || marks.empty() || marks.size() > max_marks) {
    return impossible(where + ".marks is not a list of 1 to " + std::to_string(max_marks) + " marks");
  }
  for (std::size_t i = 0; i < marks.size(); ++i) {
    auto mark = mark_from_json(marks[i], where + ".marks[" + std::to_string(i) + "]");
    if (!mark) return tl::unexpected(mark.error());
    cue.marks.push_back(*std::move(mark));
  }
  return cue;
}

}  // namespace deepcars::weights
