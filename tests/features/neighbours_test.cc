#include "shared/features/neighbours.h"

#include <gtest/gtest.h>

#include <functional>

#include "shared/features/directions.h"
#include "shared/weights/safetensors.h"

namespace deepcars::features {
namespace {

constexpr std::size_t dimensions = 512;

/// The axis of one feature, and a little of the next one.
std::vector<float> vector(std::size_t feature, float next = 0) {
  std::vector<float> values(dimensions, 0.0f);
  values[feature] = 1;
  values[feature + 1] = next;
  return values;
}

/// The axes are the first four features; the centre is at 0.
NeighbourSet example() {
  std::vector<std::vector<float>> units;
  for (const auto& photo : {vector(0), vector(0, 0.1f), vector(1), vector(2), vector(2, 0.5f)}) {
    units.push_back(unit_vector(photo));
  }
  return NeighbourSet::create("a1b2", {vector(0), vector(1), vector(2), vector(3)},
                              std::vector<float>(dimensions, 0.0f), units,
                              {{1965, "Ford", "Mustang"},
                               {1965, "Ford", "Mustang"},
                               {1968, "Dodge", "Charger"},
                               {1966, "Jaguar", "E-Type"},
                               {1967, "Jaguar", "E-Type"}});
}

std::vector<std::string> names(const std::vector<Neighbour>& neighbours) {
  std::vector<std::string> result;
  for (const Neighbour& neighbour : neighbours) result.push_back(text(neighbour.car));
  return result;
}

TEST(Neighbours, AreNamedNearestFirstAndEachCarOnce) {
  const auto found = example().nearest(vector(0, 0.7f), 10);
  EXPECT_EQ(names(found).front(), "1965 Ford Mustang");
  EXPECT_EQ(names(found)[1], "1968 Dodge Charger");
  EXPECT_EQ(found.size(), 4u) << "the two photos of the Mustang are one car";
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_GE(found[i - 1].similarity, found[i].similarity);
}

TEST(Neighbours, AreAtMostAsManyAsAskedFor) {
  EXPECT_EQ(names(example().nearest(vector(2, 0.4f), 2)),
            (std::vector<std::string>{"1967 Jaguar E-Type", "1966 Jaguar E-Type"}));
  EXPECT_TRUE(example().nearest(vector(2), 0).empty());
}

TEST(Neighbours, TheLengthOfThePhotosFeaturesDoesNotMatter) {
  std::vector<float> longer = vector(1, 0.3f);
  for (float& value : longer) value *= 50;
  const auto found = example().nearest(longer, 1), same = example().nearest(vector(1, 0.3f), 1);
  EXPECT_NEAR(found[0].similarity, same[0].similarity, 1e-6);
}

TEST(Neighbours, ACarWithoutANameIsItsYear) { EXPECT_EQ(text(Car{.year = 1912}), "1912"); }

TEST(Neighbours, AreNamedInOneLine) {
  EXPECT_EQ(text(example().nearest(vector(2, 0.4f), 2)), "1967 Jaguar E-Type, 1966 Jaguar E-Type");
  EXPECT_EQ(text(std::vector<Neighbour>{}), "");
}

TEST(Neighbours, AFileOfAnotherModelIsRefused) {
  const auto bytes = example().write();
  ASSERT_TRUE(bytes) << bytes.error().sentence();
  EXPECT_TRUE(NeighbourSet::read_for("a1b2", *bytes));
  const auto read = NeighbourSet::read_for("c3d4", *bytes);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::data_invalid);
  EXPECT_NE(read.error().message.find("another model"), std::string::npos) << read.error().message;
}

TEST(Neighbours, TheFileGivesThemBack) {
  const auto bytes = example().write();
  ASSERT_TRUE(bytes) << bytes.error().sentence();
  const auto read = NeighbourSet::read(*bytes);
  ASSERT_TRUE(read) << read.error().sentence();
  EXPECT_EQ(read->model_id(), "a1b2");
  EXPECT_EQ(read->cars(), example().cars());
  const auto before = example().nearest(vector(2, 0.4f), 4), after = read->nearest(vector(2, 0.4f), 4);
  EXPECT_EQ(names(before), names(after));
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_NEAR(before[i].similarity, after[i].similarity, 0.02) << "int8";
  }
}

void expect_refused(const std::function<void(weights::TensorFile&)>& change, const std::string& named) {
  auto file = weights::parse_safetensors(*example().write());
  ASSERT_TRUE(file) << file.error().sentence();
  change(*file);
  const auto read = NeighbourSet::read(*weights::serialize_safetensors(*file, weights::Storage::int8));
  ASSERT_FALSE(read) << "accepted: " << named;
  EXPECT_NE(read.error().message.find(named), std::string::npos) << read.error().message;
}

void replace(weights::TensorFile& file, const std::string& from, const std::string& to) {
  std::string& facts = file.metadata.at("deepcars_neighbours");
  ASSERT_NE(facts.find(from), std::string::npos) << facts;
  facts.replace(facts.find(from), from.size(), to);
}

TEST(Neighbours, DamagedFilesAreRefused) {
  expect_refused([](auto& file) { file.metadata.clear(); }, "no neighbours");
  expect_refused([](auto& file) { file.tensors.erase("axes"); }, "lacks");
  expect_refused([](auto& file) { file.tensors["places"] = {{1, 4}, {1, 0, 0, 0}}; }, "shape");
  expect_refused([](auto& file) { file.tensors["centre"] = {{1}, {0}}; }, "shape");
  expect_refused([](auto& file) { replace(file, "\"format_version\":1", "\"format_version\":2"); },
                 "format_version");
  expect_refused([](auto& file) { replace(file, "1968", "19680"); }, "years");
  expect_refused([](auto& file) { replace(file, "\"name_of\":[0,0", "\"name_of\":[0,9"); }, "name_of");
  expect_refused([](auto& file) { replace(file, "[\"Ford\",\"Mustang\"]", "[\"Ford\",7]"); },
                 "something else");
}

}  // namespace
}  // namespace deepcars::features
