// Weight files with int8 tensors: what the writer makes, and what the reader refuses.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "shared/weights/quantize.h"
#include "shared/weights/safetensors.h"

namespace deepcars::weights {
namespace {

using nlohmann::json;
using Bytes = std::vector<std::uint8_t>;

TensorFile example() {
  TensorFile file;
  file.tensors["conv.bias"] = {{2}, {0.25f, -70000}};
  file.tensors["conv.weight"] = {{2, 3}, {1, 2, 3, -4, 5, 0.5f}};
  file.tensors["empty"] = {{0, 5}, {}};
  file.metadata["about"] = "an example";
  return file;
}

Bytes stored(const TensorFile& file) { return serialize_safetensors(file, Storage::int8).value(); }

/// A weight file taken apart into its header and its data, so that a test can change either.
struct Parts {
  json header;
  Bytes data;

  explicit Parts(const Bytes& file) {
    std::uint64_t length;
    std::memcpy(&length, file.data(), sizeof length);
    const auto data_begin = file.begin() + 8 + static_cast<std::ptrdiff_t>(length);
    header = json::parse(file.begin() + 8, data_begin);
    data.assign(data_begin, file.end());
  }

  std::uint8_t* at(const std::string& name) {
    return data.data() + header[name]["data_offsets"][0].get<std::size_t>();
  }

  /// Puts a tensor behind the others.
  void append(const std::string& name, const std::string& dtype, const std::vector<int>& shape,
              std::size_t bytes) {
    const std::size_t begin = data.size();
    data.resize(begin + bytes, 1);
    header[name] = {{"dtype", dtype}, {"shape", shape}, {"data_offsets", {begin, data.size()}}};
  }

  Bytes file() const {
    const std::string text = header.dump();
    Bytes bytes(8 + text.size() + data.size());
    const std::uint64_t length = text.size();
    std::memcpy(bytes.data(), &length, sizeof length);
    std::copy(text.begin(), text.end(), bytes.begin() + 8);
    std::copy(data.begin(), data.end(), bytes.end() - static_cast<std::ptrdiff_t>(data.size()));
    return bytes;
  }
};

void expect_refused(const std::function<void(Parts&)>& change, const std::string& named) {
  Parts parts(stored(example()));
  change(parts);
  const auto parsed = parse_safetensors(parts.file());
  ASSERT_FALSE(parsed) << "a file that should be refused with '" << named << "' was accepted";
  EXPECT_EQ(parsed.error().code, ErrorCode::weights_damaged) << parsed.error().message;
  EXPECT_NE(parsed.error().message.find(named), std::string::npos) << parsed.error().message;
}

/// A damaged file may be accepted where the damage makes sense, but never with values that are not numbers.
void expect_finite(const Expected<TensorFile>& parsed) {
  if (!parsed) return;
  for (const auto& [name, tensor] : parsed->tensors) {
    for (float value : tensor.values) ASSERT_TRUE(std::isfinite(value)) << name;
  }
}

void set_scale(Parts& parts, float scale) {
  std::memcpy(parts.at("conv.weight.scale") + sizeof scale, &scale, sizeof scale);
}

TEST(Int8File, HoldsIntegersScalesAndFullBiases) {
  const Parts parts(stored(example()));
  ASSERT_EQ(parts.header.size(), 6u) << parts.header.dump();
  EXPECT_EQ(parts.header["conv.bias"]["dtype"], "F32");
  EXPECT_EQ(parts.header["conv.weight"]["dtype"], "I8");
  EXPECT_EQ(parts.header["conv.weight"]["shape"], json::array({2, 3}));
  EXPECT_EQ(parts.header["conv.weight.scale"]["dtype"], "F32");
  EXPECT_EQ(parts.header["conv.weight.scale"]["shape"], json::array({2}));
  EXPECT_EQ(parts.header["empty.scale"]["shape"], json::array({0}));
  EXPECT_EQ(parts.data.size(), 6 + 2 * sizeof(float) + 2 * sizeof(float));
}

TEST(Int8File, EveryTensorIsAlignedToItsValues) {
  TensorFile file = example();
  file.tensors["a.weight"] = {{1, 3}, {1, 2, 3}};  // three bytes, by its name before all others
  const Parts parts(stored(file));
  for (const auto& [name, entry] : parts.header.items()) {
    if (name == "__metadata__" || entry["dtype"] != "F32") continue;
    EXPECT_EQ(entry["data_offsets"][0].get<std::size_t>() % sizeof(float), 0u) << name;
  }
}

TEST(Int8File, IsReadAsTheValuesThatItStandsFor) {
  const TensorFile exact = example();
  const auto file = parse_safetensors(stored(exact));
  ASSERT_TRUE(file) << file.error().sentence();
  EXPECT_EQ(file->metadata, exact.metadata);
  ASSERT_EQ(file->tensors.size(), 3u) << "scales are no tensors of the model";
  for (const auto& [name, tensor] : exact.tensors) EXPECT_EQ(file->tensors.at(name).shape, tensor.shape);
  const QuantizedTensor quantized = quantize(exact.tensors.at("conv.weight").values, 2);
  EXPECT_EQ(file->tensors.at("conv.weight").values, dequantize(quantized.values, quantized.scales));
  EXPECT_EQ(file->tensors.at("conv.bias").values, exact.tensors.at("conv.bias").values);
}

TEST(Int8File, ScalesThatAreMissingSuperfluousOrOfAnotherShapeAreRefused) {
  expect_refused(
      [](Parts& parts) {
        parts.header["unrelated"] = parts.header["conv.weight.scale"];
        parts.header.erase("conv.weight.scale");
      },
      "\"conv.weight\" is stored as I8 without its scales");
  expect_refused([](Parts& parts) { parts.append("other.scale", "F32", {1}, 4); },
                 "\"other.scale\" belongs to no tensor");
  expect_refused([](Parts& parts) { parts.append("conv.bias.scale", "F32", {1}, 4); },
                 "\"conv.bias.scale\" belongs to no tensor");
  expect_refused([](Parts& parts) { parts.append("conv.weight.scale.scale", "F32", {2}, 8); },
                 "\"conv.weight.scale.scale\" belongs to no tensor");
  expect_refused([](Parts& parts) { parts.header["conv.weight.scale"]["shape"] = {1, 2}; },
                 "\"conv.weight.scale\" is not one F32 for each of 2 channels");
  expect_refused([](Parts& parts) { parts.header["conv.weight"]["shape"] = {3, 2}; },
                 "\"conv.weight.scale\" is not one F32 for each of 3 channels");
  expect_refused(
      [](Parts& parts) {
        parts.header["conv.weight.scale"]["dtype"] = "F16";
        parts.header["conv.weight.scale"]["shape"] = {4};
      },
      "\"conv.weight.scale\" is not one F32");
}

TEST(Int8File, ScalesThatAreNotPositiveNumbersAreRefused) {
  using limits = std::numeric_limits<float>;
  for (const float scale : {0.0f, -0.0f, -1.0f, -limits::denorm_min()}) {
    expect_refused([&](Parts& parts) { set_scale(parts, scale); },
                   "\"conv.weight.scale\" holds scales that are not positive");
  }
  for (const float scale : {limits::quiet_NaN(), limits::infinity(), -limits::infinity()}) {
    expect_refused([&](Parts& parts) { set_scale(parts, scale); },
                   "\"conv.weight.scale\" holds values that are not finite");
  }
}

TEST(Int8File, ValuesBelowTheRangeOrBeyondFloatsAreRefused) {
  expect_refused([](Parts& parts) { parts.at("conv.weight")[4] = 0x80; }, "\"conv.weight\" holds -128");
  expect_refused([](Parts& parts) { set_scale(parts, std::numeric_limits<float>::max()); },
                 "\"conv.weight\" holds values that are not finite");
}

TEST(Int8File, Int8OfOneDimensionIsRefused) {
  expect_refused([](Parts& parts) { parts.header["conv.weight"]["shape"] = {6}; },
                 "\"conv.weight\" is stored as I8 but has fewer than two dimensions");
}

TEST(Int8File, WhatCannotBeStoredIsNamed) {
  using limits = std::numeric_limits<float>;
  for (const float value : {limits::quiet_NaN(), limits::infinity(), limits::max()}) {
    TensorFile file = example();
    file.tensors["layer1.weight"] = {{1, 2}, {1, value}};
    const auto refused = serialize_safetensors(file, Storage::int8);
    // The largest float fits or not by the rounding of its scale; either way what is written can be read.
    if (refused) {
      EXPECT_TRUE(std::isfinite(value));
      EXPECT_TRUE(parse_safetensors(*refused));
      continue;
    }
    EXPECT_NE(refused.error().message.find("layer1.weight"), std::string::npos) << refused.error().message;
  }
  for (const Storage storage : {Storage::fp32, Storage::fp16, Storage::int8}) {
    TensorFile file;
    file.tensors["layer1.scale"] = {{1}, {1}};
    const auto refused = serialize_safetensors(file, storage);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("layer1.scale"), std::string::npos) << refused.error().message;
  }
}

TEST(Int8File, EveryTruncationIsRefused) {
  const Bytes whole = stored(example());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto file = parse_safetensors(std::span(whole).first(length));
    ASSERT_FALSE(file) << "the first " << length << " of " << whole.size() << " bytes were accepted";
    ASSERT_EQ(file.error().code, ErrorCode::weights_damaged);
  }
}

TEST(Int8File, FlippedBytesNeverCrash) {
  const Bytes whole = stored(example());
  std::mt19937 random(19);
  int accepted = 0;
  for (int trial = 0; trial < 20'000; ++trial) {
    Bytes file = whole;
    for (int flips = 0; flips < 3; ++flips)
      file[random() % file.size()] = static_cast<std::uint8_t>(random());
    const auto parsed = parse_safetensors(file);
    if (parsed) ++accepted;
    expect_finite(parsed);
  }
  EXPECT_GT(accepted, 0) << "no mutation got as far as the values";
}

TEST(Int8File, HeadersWithOtherWordsNeverCrash) {
  const json words = {"I8",
                      "F16",
                      "F32",
                      json::array({2}),
                      json::array({6}),
                      json::array({0, 1'000'000'000}),
                      json::array({0, 8}),
                      json::array({8, 16}),
                      json::array({2, 3, 1}),
                      json::array(),
                      -1,
                      nullptr};
  const Parts whole(stored(example()));
  std::mt19937 random(23);
  for (int trial = 0; trial < 20'000; ++trial) {
    Parts parts = whole;
    for (int changes = 0; changes < 2; ++changes) {
      auto entry = parts.header.begin();
      std::advance(entry, random() % parts.header.size());
      auto member = entry->begin();
      std::advance(member, random() % entry->size());
      *member = words[random() % words.size()];
    }
    expect_finite(parse_safetensors(parts.file()));
  }
}

}  // namespace
}  // namespace deepcars::weights
