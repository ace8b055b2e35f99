#include "shared/weights/safetensors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace deepcars::weights {
namespace {

using Bytes = std::vector<std::uint8_t>;

TensorFile example() {
  TensorFile file;
  file.tensors["a.weight"] = {{2, 3}, {1, 2, 3, -4, 5, 0.5f}};
  file.tensors["b.bias"] = {{2}, {0.25f, -65504}};
  file.tensors["empty"] = {{0, 5}, {}};
  file.metadata["about"] = "an example, with \"quotes\"";
  return file;
}

/// A file of a given header text and data bytes, as a careless or hostile writer could make it.
Bytes file_of(const std::string& header, std::size_t data_bytes) {
  Bytes bytes(8 + header.size() + data_bytes, 0);
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, sizeof length);
  std::memcpy(bytes.data() + 8, header.data(), header.size());
  return bytes;
}

void expect_refused(const Bytes& file, ErrorCode code, const std::string& named) {
  const auto parsed = parse_safetensors(file);
  ASSERT_FALSE(parsed) << "a file that should name " << named << " was accepted";
  EXPECT_EQ(parsed.error().code, code) << parsed.error().message;
  EXPECT_NE(parsed.error().message.find(named), std::string::npos) << parsed.error().message;
}

TEST(Safetensors, Fp32RoundTripIsExact) {
  const auto bytes = serialize_safetensors(example(), Storage::fp32);
  ASSERT_TRUE(bytes) << bytes.error().sentence();
  const auto file = parse_safetensors(*bytes);
  ASSERT_TRUE(file) << file.error().sentence();
  EXPECT_EQ(file->metadata, example().metadata);
  ASSERT_EQ(file->tensors.size(), 3u);
  for (const auto& [name, tensor] : example().tensors) {
    EXPECT_EQ(file->tensors.at(name).shape, tensor.shape) << name;
    EXPECT_EQ(file->tensors.at(name).values, tensor.values) << name;
  }
}

TEST(Safetensors, Fp16RoundTripKeepsElevenBits) {
  TensorFile file;
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  NamedTensor tensor{{100, 10}, std::vector<float>(1000)};
  for (float& value : tensor.values) value = normal(random);
  file.tensors["w"] = tensor;
  const auto bytes = serialize_safetensors(file, Storage::fp16);
  ASSERT_TRUE(bytes);
  const auto back = parse_safetensors(*bytes);
  ASSERT_TRUE(back) << back.error().sentence();
  const float half_ulp = std::ldexp(1.0f, -11);
  for (std::size_t i = 0; i < 1000; ++i) {
    const float value = tensor.values[i];
    ASSERT_NEAR(back->tensors.at("w").values[i], value, std::abs(value) * half_ulp + 1e-7f);
  }
}

TEST(Safetensors, EveryTruncationIsRefused) {
  const auto whole = serialize_safetensors(example(), Storage::fp32);
  ASSERT_TRUE(whole);
  for (std::size_t length = 0; length < whole->size(); ++length) {
    const auto file = parse_safetensors(std::span(*whole).first(length));
    ASSERT_FALSE(file) << "the first " << length << " of " << whole->size() << " bytes were accepted";
    ASSERT_EQ(file.error().code, ErrorCode::weights_damaged);
  }
}

TEST(Safetensors, FaultyFilesAreRefusedByTheNameOfTheTensor) {
  const auto entry = [](const char* name, const char* dtype, const char* shape, const char* offsets) {
    return std::string("\"") + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
           ",\"data_offsets\":" + offsets + "}";
  };
  using enum ErrorCode;
  expect_refused(
      file_of("{" + entry("a", "F32", "[2]", "[0,8]") + "," + entry("b", "F32", "[2]", "[4,12]") + "}", 12),
      weights_damaged, "\"b\" overlaps");
  expect_refused(file_of("{" + entry("a", "F32", "[2]", "[4,12]") + "}", 12), weights_damaged,
                 "\"a\" leaves a gap");
  expect_refused(file_of("{" + entry("a", "F32", "[2]", "[0,8]") + "}", 12), weights_damaged, "left over");
  expect_refused(file_of("{" + entry("a", "F32", "[3]", "[0,8]") + "}", 8), weights_damaged,
                 "\"a\" has a size");
  expect_refused(file_of("{" + entry("a", "F32", "[2]", "[0,8]") + "}", 4), weights_damaged,
                 "\"a\" reaches past");
  expect_refused(file_of("{" + entry("a", "F32", "[2]", "[8,0]") + "}", 8), weights_damaged,
                 "\"a\" reaches past");
  expect_refused(file_of("{" + entry("a", "F32", "[-2]", "[0,8]") + "}", 8), weights_damaged,
                 "\"a\" has an impossible");
  expect_refused(file_of("{" + entry("a", "F32", "[4294967296,4294967296,4]", "[0,8]") + "}", 8),
                 weights_damaged, "\"a\" has an impossible");
  expect_refused(file_of("{" + entry("a", "U64", "[1]", "[0,8]") + "}", 8), weights_unsupported, "\"a\"");
  expect_refused(file_of("{\"a\":7}", 0), weights_damaged, "\"a\"");
  expect_refused(file_of("[1,2]", 0), weights_damaged, "header");
  expect_refused(file_of("{\"a\":", 0), weights_damaged, "header");
  expect_refused(file_of("{\"__metadata__\":{\"k\":3}}", 0), weights_damaged, "\"k\"");
}

TEST(Safetensors, ReadsTheNumberTypesThatOnlyOtherProgramsWrite) {
  struct Case {
    const char* dtype;
    std::vector<std::uint8_t> bytes;  // of -2, or of 2 where there are no negative numbers
    float value;
  };
  const std::vector<Case> cases = {{"BF16", {0x00, 0xC0}, -2},
                                   {"F64", {0, 0, 0, 0, 0, 0, 0x00, 0xC0}, -2},
                                   {"I64", {0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, -2},
                                   {"I32", {0xFE, 0xFF, 0xFF, 0xFF}, -2},
                                   {"I16", {0xFE, 0xFF}, -2},
                                   {"U8", {2}, 2},
                                   {"BOOL", {1}, 1}};
  for (const auto& [dtype, stored, value] : cases) {
    const std::string size = std::to_string(stored.size());
    Bytes file = file_of(
        std::string(R"({"a":{"dtype":")") + dtype + R"(","shape":[],"data_offsets":[0,)" + size + "]}}", 0);
    file.insert(file.end(), stored.begin(), stored.end());
    const auto parsed = parse_safetensors(file);
    ASSERT_TRUE(parsed) << dtype << ": " << parsed.error().sentence();
    EXPECT_EQ(parsed->tensors.at("a").values, std::vector<float>{value}) << dtype;
  }
}

TEST(Safetensors, ValuesThatAreNotFiniteAreRefusedBothWays) {
  for (const float value :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    TensorFile file;
    file.tensors["good"] = {{1}, {1}};
    file.tensors["layer1.bad"] = {{2}, {0, 1}};
    auto bytes = serialize_safetensors(file, Storage::fp32);
    ASSERT_TRUE(bytes);
    std::memcpy(bytes->data() + bytes->size() - sizeof value, &value, sizeof value);
    expect_refused(*bytes, ErrorCode::weights_damaged, "\"layer1.bad\" holds values");

    file.tensors["layer1.bad"].values[1] = value;
    const auto refused = serialize_safetensors(file, Storage::fp32);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("layer1.bad"), std::string::npos);
  }
}

TEST(Safetensors, ValuesTooLargeForHalfAreRefusedOnWriting) {
  TensorFile file;
  file.tensors["w"] = {{1}, {70000.0f}};
  EXPECT_TRUE(serialize_safetensors(file, Storage::fp32));
  EXPECT_FALSE(serialize_safetensors(file, Storage::fp16));
}

TEST(Safetensors, FlippedBytesNeverCrash) {
  const auto whole = serialize_safetensors(example(), Storage::fp16);
  ASSERT_TRUE(whole);
  std::mt19937 random(13);
  for (int trial = 0; trial < 5000; ++trial) {
    Bytes file = *whole;
    for (int flips = 0; flips < 3; ++flips)
      file[random() % file.size()] = static_cast<std::uint8_t>(random());
    if (const auto parsed = parse_safetensors(file)) {
      for (const auto& [name, tensor] : parsed->tensors) {
        for (float value : tensor.values) ASSERT_TRUE(std::isfinite(value)) << name;
      }
    }
  }
}

TEST(Safetensors, RefusesAHeaderBeyondItsBounds) {
  const auto repeated = [](const std::string& text, std::size_t times) {
    std::string whole;
    for (std::size_t i = 0; i < times; ++i) whole += text;
    return whole;
  };
  const auto refuse = [](const std::string& header, const std::string& named) {
    expect_refused(file_of(header, 0), ErrorCode::weights_damaged, named);
  };
  constexpr std::size_t deep = 150'000;
  for (const std::string& nest :
       {repeated("[", deep) + repeated("]", deep), repeated(R"({"a":)", deep) + "1" + repeated("}", deep)}) {
    refuse(R"({"__metadata__":)" + nest + "}", "nests too deep");
    refuse(R"({"__metadata__":{"deepcars":)" + nest + "}}", "nests too deep");
    refuse(R"({"w":{"dtype":"F32","shape":)" + nest + R"(,"data_offsets":[0,4]}})", "nests too deep");
  }
  const std::string empty = R"(:{"dtype":"F32","shape":[0],"data_offsets":[0,0]})";
  refuse("{\"" + std::string(max_name_bytes + 1, 'n') + '"' + empty + "}", "too long a name");
  refuse(R"({"w":{"dtype":"F32","shape":[)" + repeated("1,", max_dimensions) + R"(1],"data_offsets":[0,0]}})",
         "incomplete description");
  std::string many = "{\"first\"" + empty;
  for (std::size_t i = 0; i < max_tensors; ++i) many += ",\"" + std::to_string(i) + '"' + empty;
  refuse(many + "}", "the limit is " + std::to_string(max_tensors));
  refuse("{" + std::string(max_header_bytes, ' ') + "}", "the limit is " + std::to_string(max_header_bytes));
}

}  // namespace
}  // namespace deepcars::weights
