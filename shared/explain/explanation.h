// An explanation under way: a sequence of steps, each a pass or a small batch of passes through the network, with a
// map after each. Command line and page step it alike.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "shared/explain/fill.h"
#include "shared/explain/heat_map.h"
#include "shared/explain/target_function.h"
#include "shared/image/preprocess.h"
#include "shared/nn/resnet18.h"

namespace deepcars::explain {

/// The answer to one photo, as a method sees it. Network, input, trace and logits belong to somebody else and must
/// outlive the explanation.
struct Subject {
  const nn::ResNet18& network;
  nn::Kernels kernels;            ///< What computed the trace; a method uses the same.
  const image::InputSpec& spec;   ///< How the photo became the input.
  const nn::Tensor& input;        ///< [1, 3, S, S], normalised.
  const nn::Trace& trace;         ///< Of the forward pass of the input.
  std::span<const float> logits;  ///< [K], of the same pass.
  TargetFunction target;
};

/// What a person can set. What a method does not use, it ignores.
struct MethodOptions {
  /// Random numbers are drawn from this alone: the same seed draws the same map on every device.
  std::uint64_t seed = 0;
  /// How many samples, points of a path, masks or pairs of permutations; 0: the method's default.
  int samples = 0;
  /// What hidden pixels are replaced by, and where a path begins.
  Fill fill = Fill::blurred;
};

/// A value for each tile of a grid that covers the photo evenly.
struct Tiles {
  int rows = 0;
  int columns = 0;
  std::vector<double> values;  ///< [rows, columns], in the target's unit; above 0: raises the target.
  /// [rows, columns], how far chance may have moved each value; empty if chance plays no part.
  std::vector<double> standard_errors;
};

/// What a method's values add up to, for a method whose values do.
struct Completeness {
  double sum = 0;  ///< What they add up to.
  double expected =
      0;  ///< What they should: the target's value for the photo less that for the fill, or a logit.

  double gap() const;  ///< |sum - expected|, in the target's unit.
};

/// The map as it stands after some steps.
struct Explained {
  HeatMap map;  ///< [S, S], not normalised.
  std::optional<Tiles> tiles;
  std::optional<Completeness> completeness;
  /// The mean over tiles or pixels of how far chance may have moved each value, in the target's unit.
  std::optional<double> standard_error;
};

/// One method at work on one photo. The result depends on neither the number of threads nor on how long one waits
/// between steps. Deleting it cancels the work.
class Explanation {
 public:
  virtual ~Explanation() = default;

  virtual int steps() const = 0;
  int steps_done() const { return steps_done_; }
  bool is_finished() const { return steps_done_ >= steps(); }

  /// Photos that went through the network so far, forward or backward, each pass counted on its own.
  std::int64_t passes() const { return passes_; }

  /// Precondition: it is not finished.
  void step(nn::ThreadPool& pool) {
    passes_ += advance(steps_done_, pool);
    ++steps_done_;
  }

  /// Precondition: at least one step is done.
  virtual Explained so_far() const = 0;

 protected:
  /// Does step number `step`, from 0. Returns its passes.
  virtual std::int64_t advance(int step, nn::ThreadPool& pool) = 0;

 private:
  int steps_done_ = 0;
  std::int64_t passes_ = 0;
};

/// An explanation of a single step.
class OneStep : public Explanation {
 public:
  explicit OneStep(const Subject& subject) : subject_(subject) {}

  int steps() const final { return 1; }
  Explained so_far() const final { return result_; }

 protected:
  /// The whole work; returns its passes.
  virtual std::int64_t compute(nn::ThreadPool& pool, Explained& result) const = 0;
  const Subject& subject() const { return subject_; }

 private:
  std::int64_t advance(int, nn::ThreadPool& pool) final { return compute(pool, result_); }

  Subject subject_;
  Explained result_;
};

// What several methods need.

/// One image as a map of S x S pixels with these values.
HeatMap square_map(const Subject& subject, bool is_signed, std::vector<float> values);

/// The gradient of the target with respect to inputs [N, 3, S, S] at their own answers, in one forward and one
/// backward pass. values, if not null, gets the target's value of each input.
nn::Tensor input_gradients(const Subject& subject, const nn::Tensor& inputs, nn::ThreadPool& pool,
                           std::vector<double>* values = nullptr);

/// The target's value of each of inputs [N, 3, S, S].
std::vector<double> target_values(const Subject& subject, const nn::Tensor& inputs, nn::ThreadPool& pool);

}  // namespace deepcars::explain
