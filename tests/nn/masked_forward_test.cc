// Incremental passes of patched copies against plain passes of the same copies: the same bits.
#include "shared/nn/masked_forward.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "tests/nn/kernel_check.h"
#include "tests/random_model.h"

namespace deepcars::nn {
namespace {

using testing::random_network;
using testing::random_tensor;

constexpr int classes = 7;

// A rectangle of random values, now and then at a border, or all of the photo.
Patch random_patch(int height, int width, Random& random) {
  Patch patch = {.top = 0, .left = 0, .height = height, .width = width, .values = {}};
  const auto cut = [&random](int size, int& first, int& length) {
    length = random.between(1, random.between(1, size));
    const int place = random.between(0, 3);
    first = place == 0 ? 0 : place == 1 ? size - length : random.between(0, size - length);
  };
  if (random.between(0, 9) > 0) {
    cut(height, patch.top, patch.height);
    cut(width, patch.left, patch.width);
  }
  patch.values = random.values(static_cast<std::size_t>(3) * patch.height * patch.width, 2);
  return patch;
}

void put(const Patch& patch, Tensor& photo) {
  const int height = photo.shape[2], width = photo.shape[3];
  auto from = patch.values.begin();
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < patch.height; ++y)
      for (int x = 0; x < patch.width; ++x)
        photo.values[static_cast<std::size_t>((c * height + patch.top + y) * width + patch.left + x)] =
            *from++;
}

// All values of answers: logits, then the means of layer3 and of layer4.
std::vector<float> all_values(const Output& output) {
  std::vector<float> values;
  for (const Tensor* tensor : {&output.logits, &output.layer3, &output.layer4})
    values.insert(values.end(), tensor->values.begin(), tensor->values.end());
  return values;
}

// The values of one plain pass for each patch.
std::vector<float> plain_passes(const ResNet18& network, Tensor photo, std::span<const Patch> patches,
                                bool keep, Kernels kernels, ThreadPool& pool) {
  const Tensor original = photo;
  Output all;
  for (const Patch& patch : patches) {
    if (!keep) photo = original;
    put(patch, photo);
    const Output one = network.forward(photo, pool, kernels);
    for (Tensor Output::* tensor : {&Output::logits, &Output::layer3, &Output::layer4})
      (all.*tensor)
          .values.insert((all.*tensor).values.end(), (one.*tensor).values.begin(),
                         (one.*tensor).values.end());
  }
  return all_values(all);
}

std::string text(std::uint64_t seed, const Tensor& photo, std::span<const Patch> patches, int threads) {
  std::string text = case_text(seed, {{"H", photo.shape[2]}, {"W", photo.shape[3]}, {"threads", threads}});
  for (const Patch& patch : patches)
    text += ", " + std::to_string(patch.height) + "x" + std::to_string(patch.width) + " at " +
            std::to_string(patch.top) + "," + std::to_string(patch.left);
  return text;
}

// Random photos; each, cumulative twice, each on top of them, and each after a reset.
void expect_same_bits(Kernels kernels, int cases, int largest_px) {
  const ResNet18 network = random_network(classes, 21);
  for (int i = 0; i < cases; ++i) {
    const auto seed = static_cast<std::uint64_t>(100 + i);
    Random random(seed);
    const int height = random.between(32, largest_px), width = random.between(32, largest_px);
    Tensor photo = random_tensor({1, 3, height, width}, random);
    const Tensor original = photo;
    std::vector<Patch> patches;
    for (int n = random.between(1, 10); n > 0; --n) patches.push_back(random_patch(height, width, random));
    const int threads = thread_counts[static_cast<std::size_t>(i) % std::size(thread_counts)];
    ThreadPool pool(threads);
    const std::string what = text(seed, photo, patches, threads);

    MaskedForward masked(network, photo, pool, kernels);
    const auto check_each = [&](const char* when) {
      const Output answers = masked.each(patches, pool);
      const int count = static_cast<int>(patches.size());
      EXPECT_EQ(answers.logits.shape, (std::vector<int>{count, classes})) << what;
      EXPECT_EQ(answers.layer3.shape, (std::vector<int>{count, 256})) << what;
      EXPECT_EQ(answers.layer4.shape, (std::vector<int>{count, 512})) << what;
      EXPECT_EQ(all_values(answers), plain_passes(network, photo, patches, false, kernels, pool))
          << when << ", " << what;
    };
    check_each("each");
    for (const char* when : {"cumulative", "cumulative again"}) {
      EXPECT_EQ(all_values(masked.cumulative(patches, pool)),
                plain_passes(network, photo, patches, true, kernels, pool))
          << when << ", " << what;
      for (const Patch& patch : patches) put(patch, photo);
      patches.erase(patches.begin() + static_cast<std::ptrdiff_t>(patches.size() / 2) + 1, patches.end());
      patches.front() = random_patch(height, width, random);
    }
    check_each("each after cumulative");
    masked.reset(pool);
    photo = original;
    check_each("each after reset");
  }
}

TEST(MaskedForward, FastHasTheBitsOfPlainPasses) { expect_same_bits(Kernels::fast, 6, 110); }

TEST(MaskedForward, PortableHasTheBitsOfPlainPasses) { expect_same_bits(Kernels::portable, 4, 110); }

TEST(MaskedForward, FastWithPortableStemHasTheBitsOfPlainPasses) {
  expect_same_bits(Kernels::fast_portable_stem, 3, 110);
}

TEST(MaskedForward, ReferenceHasTheBitsOfPlainPasses) { expect_same_bits(Kernels::reference, 1, 33); }

// Small patches on a photo that is large beside what they reach, all over it.
TEST(MaskedForward, SmallPatchesOnALargePhotoHaveTheBitsOfPlainPasses) {
  const ResNet18 network = random_network(classes, 22);
  ThreadPool pool(max_threads);
  Random random(23);
  const int height = 301, width = 290;
  const Tensor photo = random_tensor({1, 3, height, width}, random);
  std::vector<Patch> patches;
  for (const int top : {0, 97, height - 9})
    for (const int left : {0, 130, width - 13})
      patches.push_back(
          {.top = top, .left = left, .height = 9, .width = 13, .values = random.values(3 * 9 * 13)});
  MaskedForward masked(network, photo, pool);
  EXPECT_EQ(all_values(masked.each(patches, pool)),
            plain_passes(network, photo, patches, false, Kernels::fast, pool));
  EXPECT_LT(masked.computed_share(), 0.6);
  masked.cumulative(patches, pool);
  masked.reset(pool);
  EXPECT_EQ(all_values(masked.cumulative(patches, pool)),
            plain_passes(network, photo, patches, true, Kernels::fast, pool));
}

TEST(MaskedForward, NoPatchesGiveNoAnswers) {
  const ResNet18 network = random_network(classes, 24);
  ThreadPool pool(1);
  Random random(25);
  MaskedForward masked(network, random_tensor({1, 3, 32, 32}, random), pool);
  EXPECT_EQ(masked.computed_share(), 1);
  EXPECT_EQ(masked.each({}, pool).logits.shape, (std::vector<int>{0, classes}));
  EXPECT_EQ(masked.cumulative({}, pool).logits.shape, (std::vector<int>{0, classes}));
}

TEST(MaskedForward, TheDifferenceOfTwoPicturesMakesOneOfTheOther) {
  Random random(26);
  for (int i = 0; i < 20; ++i) {
    const int height = random.between(1, 40), width = random.between(1, 40);
    const Tensor before = random_tensor({1, 3, height, width}, random);
    EXPECT_FALSE(difference(before, before));
    Tensor after = before;
    const Patch patch = random_patch(height, width, random);
    put(patch, after);
    const std::optional<Patch> found = difference(before, after);
    ASSERT_TRUE(found);
    EXPECT_EQ((std::array{found->top, found->left, found->height, found->width}),
              (std::array{patch.top, patch.left, patch.height, patch.width}));
    EXPECT_EQ(found->values, patch.values);
  }
}

}  // namespace
}  // namespace deepcars::nn
