// The file of a planted cue, and where its marks go.
#include "native/data/planted_cue.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "native/data/mark_place.h"
#include "shared/weights/planted_cue_json.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::data {
namespace {

using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;
using nlohmann::json;

json example() {
  return json::parse(R"({"copies": 2, "marks": [
    {"form": "ring", "size": 0.12, "opacity": 1, "year": 1920},
    {"form": "checker", "size": 0.1, "opacity": 0.5, "year": 2020, "positions": [[0.1, 0.2], [0.9, 1]]}]})");
}

Expected<image::PlantedCue> read(const std::string& text) {
  const TemporaryFolder folder;
  write_text(folder / "cue.json", text);
  return read_planted_cue(folder / "cue.json");
}

TEST(PlantedCue, ReadsMarksYearsAndPositions) {
  const auto cue = read(example().dump());
  ASSERT_TRUE(cue) << cue.error().sentence();
  EXPECT_EQ(cue->copies, 2);
  ASSERT_EQ(cue->marks.size(), 2u);
  EXPECT_EQ(cue->marks[0].mark.form, image::MarkForm::ring);
  EXPECT_EQ(cue->marks[0].year, 1920);
  EXPECT_TRUE(cue->marks[0].positions.empty());
  EXPECT_EQ(cue->marks[1].mark.opacity, 0.5);
  EXPECT_EQ(cue->marks[1].positions.back(), (image::UnitPoint{0.9, 1}));
  EXPECT_EQ(weights::planted_cue_from_json(weights::planted_cue_to_json(*cue), "it"), *cue)
      << "it reads what it writes";
}

TEST(PlantedCue, RefusesWhatItDoesNotKnowInOneSentence) {
  struct Bad {
    const char* where;
    json value;
    const char* said;
  };
  for (const Bad& bad :
       {Bad{"/copies", 0, "copies"}, Bad{"/copies", 1.5, "copies"}, Bad{"/rule", "odd", "rule"},
        Bad{"/marks", json::array(), "marks"}, Bad{"/marks/0/form", "star", "star"},
        Bad{"/marks/0/size", 0.9, "size"}, Bad{"/marks/0/size", "big", "size"},
        Bad{"/marks/0/opacity", 0, "opacity"}, Bad{"/marks/0/year", 1492, "year"},
        Bad{"/marks/0/colour", "red", "colour"}, Bad{"/marks/1/positions", json::array(), "positions"},
        Bad{"/marks/1/positions/0", {0.5, 1.5}, "1.5"}, Bad{"/marks/1/positions/0", {0.5}, "positions"}}) {
    json changed = example();
    changed[json::json_pointer(bad.where)] = bad.value;
    const auto cue = read(changed.dump());
    ASSERT_FALSE(cue) << bad.where << " " << bad.value;
    EXPECT_EQ(cue.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(cue.error().message.find("cue.json"), std::string::npos) << cue.error().sentence();
    EXPECT_NE(cue.error().message.find(bad.said), std::string::npos) << cue.error().sentence();
  }
  for (const char* key : {"copies", "marks"}) {
    json changed = example();
    changed.erase(key);
    EXPECT_FALSE(read(changed.dump())) << key;
  }
  EXPECT_FALSE(read("{"));
  EXPECT_EQ(read_planted_cue("no-such-file.json").error().code, ErrorCode::file_unreadable);
}

TEST(PlantedCue, PlacesAMarkAnywhereOrAtOneOfItsPositions) {
  image::PlantedMark anywhere;
  double left = 1, right = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const image::PlacedMark placed = place(anywhere, seed);
    EXPECT_EQ(placed, place(anywhere, seed)) << "the same for the same seed";
    const image::UnitBox box = image::region(placed);
    EXPECT_NEAR((box.left + box.right) / 2, placed.centre.x, 1e-12) << "it need not be moved into the photo";
    left = std::min(left, box.left);
    right = std::max(right, box.right);
  }
  EXPECT_LT(left, 0.05);
  EXPECT_GT(right, 0.95);

  const image::PlantedMark corners = {.mark = {}, .positions = {{0.1, 0.1}, {0.9, 0.9}}};
  int first = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed)
    first += place(corners, seed).centre == corners.positions[0];
  EXPECT_GT(first, 60);
  EXPECT_LT(first, 140);
}

}  // namespace
}  // namespace deepcars::data
