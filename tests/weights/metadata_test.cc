#include "shared/weights/metadata.h"

#include <gtest/gtest.h>

#include <functional>

namespace deepcars::weights {
namespace {

using nlohmann::json;

ModelMetadata example() {
  auto buckets = score::YearBuckets::from_edges({1950, 1990, 2000, 2025});
  ModelMetadata metadata{"a1b2", "test-model", "for tests only", {}, *buckets, {1961.5, 1995, 2012}};
  metadata.temperature = 1.25;
  metadata.range_mass = 0.85;
  metadata.training = {{"epochs", 3}};
  return metadata;
}

void expect_refused(const std::function<void(json&)>& change, ErrorCode code, const std::string& named) {
  json object = json::parse(metadata_to_json(example()));
  change(object);
  const auto parsed = metadata_from_json(object.dump());
  ASSERT_FALSE(parsed) << "accepted: " << object.dump();
  EXPECT_EQ(parsed.error().code, code) << parsed.error().message;
  EXPECT_NE(parsed.error().message.find(named), std::string::npos) << parsed.error().message;
}

TEST(Metadata, RoundTrip) {
  const auto parsed = metadata_from_json(metadata_to_json(example()));
  ASSERT_TRUE(parsed) << parsed.error().sentence();
  EXPECT_EQ(parsed->id, "a1b2");
  EXPECT_EQ(parsed->model_name, "test-model");
  EXPECT_EQ(parsed->licence, "for tests only");
  EXPECT_EQ(parsed->input.size_px, 224);
  EXPECT_EQ(parsed->input.mean, example().input.mean);
  EXPECT_EQ(parsed->class_years, example().class_years);
  EXPECT_EQ(parsed->temperature, 1.25);
  EXPECT_EQ(parsed->range_mass, 0.85);
  EXPECT_EQ(parsed->training["epochs"], 3);
  EXPECT_EQ(parsed->year_buckets.text(1), "1990-1999");
}

TEST(Metadata, EveryBucketRuleSurvives) {
  for (auto buckets :
       {score::YearBuckets::original(1981, 2019, 2), score::YearBuckets::uniform(1981, 2019, 2)}) {
    ASSERT_TRUE(buckets);
    ModelMetadata metadata = example();
    metadata.year_buckets = *buckets;
    metadata.class_years = centre_years(*buckets);
    const auto parsed = metadata_from_json(metadata_to_json(metadata));
    ASSERT_TRUE(parsed) << parsed.error().sentence();
    EXPECT_EQ(parsed->year_buckets.rule(), buckets->rule());
    for (int year = 1981; year <= 2019; ++year)
      EXPECT_EQ(parsed->year_buckets.label(year), buckets->label(year));
  }
}

TEST(Metadata, APlantedCueSurvivesAndItsAbsenceToo) {
  EXPECT_EQ(metadata_to_json(example()).find("planted_cue"), std::string::npos);
  EXPECT_FALSE(metadata_from_json(metadata_to_json(example()))->planted_cue);
  ModelMetadata metadata = example();
  metadata.planted_cue = {
      .copies = 3,
      .marks = {{.mark = {.form = image::MarkForm::cross}, .year = 1955, .positions = {{0.25, 0.75}}}}};
  const auto parsed = metadata_from_json(metadata_to_json(metadata));
  ASSERT_TRUE(parsed) << parsed.error().sentence();
  EXPECT_EQ(parsed->planted_cue, metadata.planted_cue);

  expect_refused([](json& j) { j["planted_cue"] = nullptr; }, ErrorCode::weights_damaged, "planted_cue");
  expect_refused([](json& j) { j["planted_cue"] = {{"copies", 1}, {"marks", {{{"form", "star"}}}}}; },
                 ErrorCode::weights_unsupported, "planted_cue.marks[0].form");
}

TEST(Metadata, WhatThisVersionDoesNotKnowIsUnsupported) {
  using enum ErrorCode;
  expect_refused([](json& j) { j["format_version"] = 2; }, weights_unsupported, "format_version");
  expect_refused([](json& j) { j["architecture"] = "resnet50"; }, weights_unsupported, "architecture");
  expect_refused([](json& j) { j["input"]["resize"] = "nearest"; }, weights_unsupported, "resize");
  expect_refused([](json& j) { j["year_buckets"] = {{"rule", "lunar"}}; }, weights_unsupported, "rule");
  expect_refused([](json& j) { j["quantisation"] = "int4"; }, weights_unsupported, "quantisation");
  expect_refused([](json& j) { j["input"]["crop"] = 0.9; }, weights_unsupported, "crop");
}

TEST(Metadata, WhatIsMissingOrImpossibleIsDamaged) {
  using enum ErrorCode;
  for (const char* key : {"format_version", "architecture", "model_name", "licence", "input", "year_buckets",
                          "class_years", "temperature", "training", "evaluation"}) {
    expect_refused([&](json& j) { j.erase(key); }, weights_damaged, key);
  }
  expect_refused([](json& j) { j["temperature"] = 0; }, weights_damaged, "temperature");
  expect_refused([](json& j) { j["temperature"] = "warm"; }, weights_damaged, "temperature");
  expect_refused([](json& j) { j["input"]["size_px"] = 224.5; }, weights_damaged, "size_px");
  expect_refused([](json& j) { j["input"]["size_px"] = 1 << 20; }, weights_damaged, "size_px");
  expect_refused([](json& j) { j["input"]["std"] = {1, 0, 1}; }, weights_damaged, "std");
  expect_refused([](json& j) { j["class_years"] = {1990, 2000}; }, weights_damaged, "class_years");
  expect_refused([](json& j) { j["year_buckets"]["edges"] = {2000, 1990}; }, weights_damaged, "edges");
  EXPECT_FALSE(metadata_from_json("not json"));
  EXPECT_FALSE(metadata_from_json("[]"));
}

}  // namespace
}  // namespace deepcars::weights
