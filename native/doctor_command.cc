// deepcars doctor: whether this machine has what deepCars needs, and computes what it should.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "native/base/machine_limits.h"
#include "native/base/model.h"
#include "native/base/text.h"
#include "native/base/threads.h"
#include "native/commands.h"
#include "native/report/prediction_text.h"
#include "native/training.h"
#include "shared/image/preprocess.h"
#include "shared/nn/simd_target.h"

namespace deepcars::native {
namespace {

/// One line of the answer.
struct Finding {
  std::string name;
  std::string found;
  std::string to_do = {};  ///< Empty: all is well.

  bool ok() const { return to_do.empty(); }
};

/// Training at the defaults took 1.0; scoring photos takes a fraction of it.
constexpr double enough_memory_gb = 1.5;
/// A run folder holds a checkpoint twice for a moment, and two files of weights.
constexpr double enough_disk_gb = 1;

double gigabytes(std::uint64_t bytes) { return static_cast<double>(bytes) / 1e9; }

Finding check_processor() { return {.name = "processor", .found = "the kernels use " + nn::simd_target()}; }

/// A quota that is smaller than the number of processors makes threads wait for each other.
Finding check_threads() {
  const int threads = base::thread_count(0);
  Finding finding = {.name = "threads", .found = std::to_string(threads)};
  const auto quota = base::processor_quota();
  if (!quota || *quota >= threads) return finding;
  finding.found += ", but this container may use only " + base::fixed(*quota, 1) + " processors at a time";
  finding.to_do = "give --threads " + std::to_string(std::max(1, static_cast<int>(*quota)));
  return finding;
}

/// Something of which there should be at least `enough`.
Finding check_room(const std::string& name, std::optional<std::uint64_t> bytes, double enough_gb,
                   const std::string& to_do) {
  if (!bytes) return {.name = name, .found = "the system does not say how much is free"};
  const bool enough = gigabytes(*bytes) >= enough_gb;
  return {.name = name,
          .found = base::fixed(gigabytes(*bytes), 1) + " GB are free",
          .to_do = enough ? "" : to_do};
}

Finding check_libtorch(const Expected<train::LibTorch>& torch) {
  constexpr const char* name = "LibTorch";
  if (!torch) return {.name = name, .found = torch.error().message, .to_do = torch.error().hint};
  const std::string devices =
      torch->cuda_devices == 0 ? "no CUDA device" : std::to_string(torch->cuda_devices) + " CUDA device(s)";
  return {.name = name, .found = torch->version + ", " + devices};
}

Finding check_bf16(const Expected<train::LibTorch>& torch) {
  constexpr const char* name = "bfloat16";
  if (!torch) return {.name = name, .found = "LibTorch cannot say", .to_do = "see to LibTorch first"};
  return {.name = name,
          .found = torch->bf16 ? "the processor has it: `train` uses it"
                               : "the processor lacks it: `train` computes in fp32"};
}

Finding check_model(const Expected<base::OpenedModel>& opened) {
  if (!opened) {
    const Error& error = opened.error();
    return {.name = "model",
            .found = error.message,
            .to_do = error.hint.empty() ? "name another with --model" : error.hint};
  }
  return {.name = "model", .found = opened->path.string() + " (" + opened->model.metadata().model_name + ")"};
}

/// A picture of smooth colours, the same each time. Not a photo, because a model may lie anywhere without one.
image::Image test_picture() {
  constexpr int side_px = 64;
  image::Image picture{side_px, side_px, {}};
  for (int y = 0; y < side_px; ++y) {
    for (int x = 0; x < side_px; ++x) {
      for (const double wave : {x / 9.0, y / 7.0, (x + y) / 11.0}) {
        picture.rgb.push_back(static_cast<std::uint8_t>(127.5 * (1 + std::sin(wave))));
      }
    }
  }
  return picture;
}

/// The network's fast kernels against the plain ones that are their specification, on all threads. The small input
/// keeps the plain ones under a second.
Finding check_answer(const Expected<base::OpenedModel>& opened) {
  constexpr const char* name = "known answer";
  if (!opened)
    return {.name = name, .found = "not computed without a model", .to_do = "see to the model first"};
  // Twenty layers deep, the rounding of each is amplified a little by the next; as in the tests of the network.
  constexpr double tolerance = 1e-4;
  const image::Image picture = test_picture();
  image::InputSpec spec = opened->model.metadata().input;
  spec.size_px = picture.width_px;
  const nn::Tensor input{{1, 3, spec.size_px, spec.size_px}, image::preprocess(picture, spec)};
  nn::ThreadPool pool(base::thread_count(0));
  const nn::ResNet18& network = opened->model.network();
  const auto fast = network.forward(input, pool, nn::Kernels::fast).logits.values;
  const auto expected = network.forward(input, pool, nn::Kernels::reference).logits.values;
  double largest = 0;
  for (const float logit : expected) largest = std::max(largest, std::abs(static_cast<double>(logit)));
  const bool agree =
      std::equal(fast.begin(), fast.end(), expected.begin(), expected.end(), [&](float a, float b) {
        return std::abs(static_cast<double>(a) - b) <= tolerance * largest;  // Not with NaN.
      });
  if (agree) return {.name = name, .found = "the fast kernels agree with the plain ones"};
  return {.name = name,
          .found = "the fast kernels do not agree with the plain ones",
          .to_do = "report this and the line of the processor, and test the machine's memory"};
}

std::vector<Finding> examine(const std::string& model) {
  const auto torch = ask_libtorch();  // First: it may start another program, which does all of this.
  const auto opened = base::open_model(model);
  return {check_processor(),
          check_threads(),
          check_room("memory", base::available_memory_bytes(), enough_memory_gb,
                     "close other programs, or train with a smaller --batch-size"),
          check_libtorch(torch),
          check_bf16(torch),
          check_room("disk", base::free_disk_bytes("."), enough_disk_gb,
                     "make room in this folder, or write runs elsewhere with --output"),
          check_model(opened),
          check_answer(opened)};
}

void print_json(const std::vector<Finding>& findings, bool all_well) {
  nlohmann::ordered_json lines = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    lines.push_back(
        {{"name", finding.name}, {"ok", finding.ok()}, {"found", finding.found}, {"to_do", finding.to_do}});
  }
  std::printf("%s\n",
              report::json_text(nlohmann::ordered_json{{"ok", all_well}, {"findings", lines}}, 2).c_str());
}

void print_lines(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    std::printf("%-13s %-8s %s%s\n", finding.name.c_str(), finding.ok() ? "ok" : "not well",
                one_line(finding.found).c_str(), finding.ok() ? "" : one_line(": " + finding.to_do).c_str());
  }
}

Expected<void> run_doctor(const std::string& model, bool json) {
  const std::vector<Finding> findings = examine(model);
  const auto unwell =
      std::count_if(findings.begin(), findings.end(), [](const Finding& finding) { return !finding.ok(); });
  if (json) {
    print_json(findings, unwell == 0);
  } else {
    print_lines(findings);
  }
  if (unwell == 0) return {};
  return failure(ErrorCode::data_invalid,
                 std::to_string(unwell) + " of " + std::to_string(findings.size()) + " findings are not well",
                 "do what their lines say");
}

}  // namespace

void add_doctor_command(CLI::App& program, Action& action) {
  struct Options {
    std::string model;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "doctor", "Check that this machine has what deepCars needs, and computes rightly");
  add_model_option(*command, options->model);
  command->add_flag("--json", options->json, "Print the findings as JSON");
  command->footer(
      "Example:\n  deepcars doctor\n\n"
      "A line each for the processor, threads, memory, LibTorch, bfloat16, the disk of the current folder, the model, and\n"
      "one answer that is computed twice, by the fast kernels and by plain ones.\n\n"
      "Exit status: 0 all is well; 1 something is not, and its line says what to do; 2 wrong usage.");
  command->callback(
      [options, &action] { action = [options] { return run_doctor(options->model, options->json); }; });
}

}  // namespace deepcars::native
