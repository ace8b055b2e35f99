// Our ResNet-18 against the real torchvision one, and the native build against the WebAssembly one.
#include <gtest/gtest.h>

#include <bit>

#include "shared/nn/resnet18_network.h"
#include "shared/weights/safetensors.h"
#include "tests/nn/kernel_check.h"
#include "tests/parity_files.h"

namespace deepcars::nn {
namespace {

// Two ways to fold, sum and round the same network in fp32.
constexpr double torchvision_tolerance = 1e-3;
// The share of ReLUs and of max-pool windows in which the last bits of a sum may decide otherwise than
// torchvision's.
constexpr double undecided_share = 1e-5;
// The same sums in the same order; only a fused multiply-add rounds differently from a multiplication and an
// addition.
constexpr double build_tolerance = 1e-4;

std::filesystem::path folder() { return parity_folder() / "nn"; }

// One network's weights, and its cases: size, photos and what torchvision computed.
struct Case {
  std::string name;
  Tensor photos, logits_gradient;
  std::vector<float> logits, gradient, guided_gradient;
  std::vector<std::uint8_t> relu_masks, pool_places;
};

Case read_case(const nlohmann::json& entry) {
  const auto floats = [&](const char* key) { return file_floats(folder() / entry[key].get<std::string>()); };
  return {entry["name"],
          {entry["input_shape"].get<std::vector<int>>(), floats("photos")},
          {entry["logits_shape"].get<std::vector<int>>(), floats("logits_gradient")},
          floats("logits"),
          floats("gradient"),
          floats("guided_gradient"),
          file_bytes(folder() / entry["relu_masks"].get<std::string>()),
          file_bytes(folder() / entry["pool_places"].get<std::string>())};
}

// Calls check(network, case) for each case of a network in the listing.
template <typename Check>
void for_each_case(const nlohmann::json& entry, const Check& check) {
  ASSERT_FALSE(entry["cases"].empty()) << "the reference files list no case";
  const auto file = weights::parse_safetensors(file_bytes(folder() / entry["weights"].get<std::string>()));
  ASSERT_TRUE(file.has_value()) << file.error().sentence();
  const auto network = ResNet18::create(file->tensors);
  ASSERT_TRUE(network.has_value()) << network.error().sentence();
  for (const auto& one : entry["cases"]) check(*network, read_case(one));
}

// The listing's network of this name, or null.
const nlohmann::json* find_network(const nlohmann::json& listing, const std::string& name) {
  for (const auto& entry : listing["networks"])
    if (entry["name"] == name) return &entry;
  return nullptr;
}

// Puts torchvision's decisions in the place of the trace's own, after checking that they are the same but for
// a few that hang on rounding. One such ReLU alone can move a gradient by some percent.
void use_decisions_of_torchvision(const Case& test, Trace& trace) {
  std::size_t other = 0, position = 0;
  for (SavedBytes& mask : trace.relu_masks) {
    ASSERT_LE(position + mask.size(), test.relu_masks.size()) << test.name;
    for (std::uint8_t& byte : mask) {
      const std::uint8_t theirs = test.relu_masks[position++];
      other += static_cast<std::size_t>(std::popcount(static_cast<std::uint8_t>(byte ^ theirs)));
      byte = theirs;
    }
  }
  ASSERT_EQ(position, test.relu_masks.size()) << test.name;
  EXPECT_LE(static_cast<double>(other), undecided_share * 8 * static_cast<double>(position))
      << test.name << " ReLUs";

  ASSERT_EQ(trace.pool_argmax.size(), test.pool_places.size()) << test.name;
  other = 0;
  for (std::size_t i = 0; i < test.pool_places.size(); ++i)
    other += trace.pool_argmax[i] != test.pool_places[i];
  EXPECT_LE(static_cast<double>(other), 1 + undecided_share * static_cast<double>(test.pool_places.size()))
      << test.name << " windows";
  trace.pool_argmax = test.pool_places;
}

void expect_logits_and_gradients_of_torchvision(const nlohmann::json& entry) {
  ThreadPool pool(1);
  for_each_case(entry, [&](const ResNet18& network, const Case& test) {
    TracePtr trace;
    const Tensor logits = network.forward(test.photos, pool, trace).logits;
    EXPECT_TRUE(close(test.logits, logits.values, torchvision_tolerance, test.name + " logits"));
    use_decisions_of_torchvision(test, *trace);
    const auto gradient = [&](ReluRule rule) {
      return network.input_backward(*trace, test.logits_gradient, rule, pool).values;
    };
    EXPECT_TRUE(
        close(test.gradient, gradient(ReluRule::gradient), torchvision_tolerance, test.name + " gradient"));
    EXPECT_TRUE(close(test.guided_gradient, gradient(ReluRule::guided), torchvision_tolerance,
                      test.name + " guided gradient"));
  });
}

TEST(Parity, LogitsAndGradientsAreTorchvisions) {
  const auto listing = parity_listing(folder() / "parity.json");
  if (!listing) GTEST_SKIP() << no_parity_files;
  const nlohmann::json* network = find_network(*listing, "random");
  ASSERT_NE(network, nullptr) << "the reference files lack the random network";
  expect_logits_and_gradients_of_torchvision(*network);
}

TEST(Parity, PretrainedLogitsAndGradientsAreTorchvisions) {
  const auto listing = parity_listing(folder() / "parity.json");
  if (!listing) GTEST_SKIP() << no_parity_files;
  const nlohmann::json* network = find_network(*listing, "pretrained");
  if (network == nullptr)
    GTEST_SKIP()
        << "DEEPCARS_PRETRAINED did not name a torchvision ResNet-18 .pth file when the native tests "
           "made the reference files";
  expect_logits_and_gradients_of_torchvision(*network);
}

// The native build writes its logits beside the reference files; the WebAssembly build compares its own with
// them.
TEST(Parity, LogitsAreTheNativeBuilds) {
  const auto listing = parity_listing(folder() / "parity.json");
  if (!listing) GTEST_SKIP() << no_parity_files;
  ThreadPool pool(1);
  std::vector<float> logits;
  ASSERT_FALSE((*listing)["networks"].empty()) << "the reference files list no network";
  for (const auto& entry : (*listing)["networks"])
    for_each_case(entry, [&](const ResNet18& network, const Case& test) {
      const Tensor one = network.forward(test.photos, pool).logits;
      logits.insert(logits.end(), one.values.begin(), one.values.end());
    });
  const std::filesystem::path path = folder() / "native_logits.f32";
#ifdef DEEPCARS_WRITE_NATIVE_LOGITS
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(logits.data()),
             static_cast<std::streamsize>(logits.size() * sizeof(float)));
  EXPECT_EQ(file_floats(path), logits);
#else
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no logits of the native build: run its tests first";
  EXPECT_TRUE(close(file_floats(path), logits, build_tolerance, "native and WebAssembly logits"));
#endif
}

}  // namespace
}  // namespace deepcars::nn
