// The table of methods as a table.
#include "shared/explain/methods.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

#include "shared/explain/gradient.h"

namespace deepcars::explain {
namespace {

TEST(Methods, NamesLeadBackToTheRow) {
  std::set<std::string_view> names, labels, short_labels;
  for (const Method& row : methods()) {
    EXPECT_EQ(find_method(row.name), &row) << row.name;
    const auto found = method_from_name(row.name);
    ASSERT_TRUE(found) << row.name;
    EXPECT_EQ(*found, &row);
    EXPECT_TRUE(names.insert(row.name).second) << row.name << " is there twice";
    EXPECT_TRUE(labels.insert(row.label).second) << row.label << " is there twice";
    EXPECT_TRUE(short_labels.insert(row.short_label).second) << row.short_label << " is there twice";
  }
}

TEST(Methods, AnUnknownNameIsAnErrorThatListsTheKnownOnes) {
  EXPECT_EQ(find_method("tea-leaves"), nullptr);
  const auto unknown = method_from_name("tea-leaves");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(unknown.error().message.find("tea-leaves"), std::string::npos);
  for (const Method& row : methods())
    EXPECT_NE(unknown.error().hint.find(row.name), std::string::npos) << row.name;
}

/// The characters of a UTF-8 text.
std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

TEST(Methods, EveryRowIsWhole) {
  constexpr std::string_view name_letters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  ASSERT_FALSE(methods().empty());
  for (const Method& row : methods()) {
    EXPECT_EQ(row.name.find_first_not_of(name_letters), std::string_view::npos) << row.name;
    EXPECT_FALSE(row.name.empty());
    EXPECT_FALSE(row.label.empty()) << row.name;
    EXPECT_FALSE(row.short_label.empty()) << row.name;
    EXPECT_LE(characters(row.short_label), 12u) << row.short_label << " is for a button";
    ASSERT_FALSE(row.answers.empty()) << row.name;
    EXPECT_EQ(row.answers.back(), '.') << row.name;
    EXPECT_NE(row.source.find_first_of("0123456789"), std::string_view::npos) << row.name << " lacks a year";
    EXPECT_EQ(row.samples.empty(), row.default_samples == 0) << row.name;
    EXPECT_GE(row.default_samples, 0) << row.name;
    EXPECT_NE(row.begin_with, nullptr) << row.name;
  }
}

TEST(ChannelReductions, EachByItsDefinition) {
  const std::vector<float> gradient = {1, -3, -5, /*green*/ 2, 1, -1, /*blue*/ -4, 1, -2};  // [3,1,3]
  std::vector<float> map(3);
  largest_magnitude(gradient, map);
  EXPECT_EQ(map, (std::vector<float>{4, 3, 5}));
  channel_sum(gradient, map);
  EXPECT_EQ(map, (std::vector<float>{-1, -1, -8}));
  largest_positive_part(gradient, map);
  EXPECT_EQ(map, (std::vector<float>{2, 1, 0}));
}

}  // namespace
}  // namespace deepcars::explain
