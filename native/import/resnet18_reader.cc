#include "native/import/resnet18_reader.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "native/base/files.h"
#include "native/import/naming.h"
#include "native/import/pth_reader.h"
#include "shared/features/familiarity.h"
#include "shared/nn/resnet18_topology.h"
#include "shared/weights/safetensors.h"
#include "shared/weights/tensor_layout.h"

namespace deepcars::torch_import {
namespace {

tl::unexpected<Error> another_network(const std::string& how) {
  return failure(ErrorCode::weights_unsupported, how, "use the weights of a ResNet-18");
}

/// What may be a ResNet-18: some of a dict's tensors.
struct Candidate {
  const StateDict* dict;
  const Naming* naming;
  std::string prefix;          ///< What the body's names begin with.
  std::size_t body_names = 0;  ///< How many of them there are.

  /// What all names in the file have in front.
  std::string outer_prefix() const {
    const std::string& wrapper = naming->body_wrapper;
    return prefix.ends_with(wrapper) ? prefix.substr(0, prefix.size() - wrapper.size()) : prefix;
  }
  std::string last_layer() const { return outer_prefix() + naming->last_layer; }
  /// The module that holds the last layer, with whatever else is in it: "fc.", "classifier."
  std::string head_prefix() const {
    return outer_prefix() + naming->last_layer.substr(0, naming->last_layer.find('.')) + ".";
  }
};

/// For each prefix, how many of the naming's body tensors a dict has with it.
std::map<std::string, std::size_t> count_prefixes(const StateDict& dict, const Naming& naming) {
  constexpr std::size_t longest_name = 256;  // A hostile name could have a dot everywhere.
  std::set<std::string_view> body;
  for (const BodyTensor& tensor : naming.body) body.insert(tensor.name);
  std::map<std::string, std::size_t> counts;
  for (const auto& [name, shape] : dict.shapes) {
    if (name.size() > longest_name) continue;
    std::size_t start = 0;  // Where the name after the prefix begins.
    do {
      if (body.contains(std::string_view(name).substr(start))) ++counts[name.substr(0, start)];
      start = name.find('.', start) + 1;
    } while (start > 0);
  }
  return counts;
}

/// Those that have at least half of the names, the fullest first.
std::vector<Candidate> find_candidates(const std::vector<StateDict>& dicts,
                                       const std::vector<Naming>& namings) {
  std::vector<Candidate> candidates;
  for (const StateDict& dict : dicts) {
    for (const Naming& naming : namings) {
      for (const auto& [prefix, count] : count_prefixes(dict, naming)) {
        if (2 * count >= naming.body.size()) {
          candidates.push_back({.dict = &dict, .naming = &naming, .prefix = prefix, .body_names = count});
        }
      }
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.body_names > b.body_names; });
  return candidates;
}

/// Where the candidate's body first differs from ResNet-18's; empty if it does not.
std::string difference(const Candidate& candidate) {
  weights::Shapes expected, found;
  for (const BodyTensor& tensor : candidate.naming->body)
    expected.emplace(candidate.prefix + tensor.name, tensor.shape);
  const std::string head = candidate.head_prefix();
  for (const auto& [name, shape] : candidate.dict->shapes) {
    const bool in_body = name.starts_with(candidate.prefix) && !name.starts_with(head);
    if (in_body && !name.ends_with(".num_batches_tracked")) found.emplace(name, shape);
  }
  return nn::first_difference(found, expected);
}

/// Why none of the dicts has enough of the names.
tl::unexpected<Error> not_named_like_resnet18(const StateDict& dict) {
  if (nn::resnet18_classes(dict.shapes)) {
    return failure(ErrorCode::weights_unsupported,
                   "it is a finished deepCars model, which has no BatchNorm left to train with",
                   "name the best_state.safetensors of its run");
  }
  // The tensor with the most dimensions, and of these the last by name: a convolution of the body, not of a "classifier".
  const auto largest =
      std::max_element(dict.shapes.rbegin(), dict.shapes.rend(),
                       [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  return another_network("ResNet-18 has no tensor like " + largest->first +
                         ", and most of its own are missing");
}

/// The candidate that is a ResNet-18.
Expected<Candidate> choose(const std::vector<StateDict>& dicts, const std::vector<Naming>& namings) {
  const std::vector<Candidate> candidates = find_candidates(dicts, namings);
  if (candidates.empty()) return not_named_like_resnet18(dicts.front());
  const Candidate* chosen = nullptr;
  for (const Candidate& candidate : candidates) {
    if (!difference(candidate).empty()) continue;
    if (!chosen) {
      chosen = &candidate;
    } else if (chosen->dict == candidate.dict) {
      return failure(ErrorCode::weights_unsupported,
                     "it holds two ResNet-18, " + chosen->prefix + "* and " + candidate.prefix + "*",
                     "save the one to start from alone");
    }
  }
  if (!chosen) return another_network(difference(candidates.front()));
  return *chosen;
}

Expected<weights::NamedTensor> read_tensor(const StateDict& dict, const std::string& name) {
  auto values = dict.read(name);
  if (!values) return tl::unexpected(values.error());
  if (!weights::all_finite(*values)) {
    return failure(ErrorCode::weights_damaged, "tensor " + name + " holds values that are not finite numbers",
                   "use weights from before they diverged");
  }
  return weights::NamedTensor{.shape = dict.shapes.at(name), .values = *std::move(values)};
}

/// Whether the last layer is a linear one on ResNet-18's features: [C,512] and [C].
bool has_last_layer(const Candidate& candidate) {
  const weights::Shapes& shapes = candidate.dict->shapes;
  const auto weight = shapes.find(candidate.last_layer() + ".weight");
  const auto bias = shapes.find(candidate.last_layer() + ".bias");
  if (weight == shapes.end() || bias == shapes.end() || bias->second.size() != 1) return false;
  const std::int64_t classes = bias->second[0];
  if (classes < 1 || classes > std::numeric_limits<int>::max()) return false;
  const weights::Shapes expected = nn::resnet18_shapes(static_cast<int>(classes));
  return weight->second == expected.at(nn::resnet18_topology(1).fc.weight_name());
}

Expected<weights::Tensors> read_tensors(const Candidate& candidate) {
  std::vector<std::pair<std::string, std::string>> wanted;  // Name in the file, torchvision's name.
  for (const BodyTensor& tensor : candidate.naming->body)
    wanted.emplace_back(candidate.prefix + tensor.name, tensor.torchvision);
  if (has_last_layer(candidate)) {
    const nn::NamedConv2d fc = nn::resnet18_topology(1).fc;
    wanted.emplace_back(candidate.last_layer() + ".weight", fc.weight_name());
    wanted.emplace_back(candidate.last_layer() + ".bias", fc.bias_name());
  }
  weights::Tensors tensors;
  for (const auto& [name, torchvision] : wanted) {
    auto tensor = read_tensor(*candidate.dict, name);
    if (!tensor) return tl::unexpected(tensor.error());
    tensors.emplace(torchvision, *std::move(tensor));
  }
  return tensors;
}

Expected<std::vector<StateDict>> open_safetensors(std::span<const std::uint8_t> file) {
  auto opened = weights::TensorReader::open(file);
  if (!opened) return tl::unexpected(opened.error());
  opened->take(features::familiarity_prefix);  // A deepCars model holds more than its network.
  const auto reader = std::make_shared<const weights::TensorReader>(*std::move(opened));
  const StateDict dict = {.shapes = reader->shapes(),
                          .read = [reader](const std::string& name) { return reader->read(name); }};
  if (dict.shapes.empty()) return another_network("it holds no tensors");
  return std::vector{dict};
}

Expected<std::vector<StateDict>> open(std::span<const std::uint8_t> file) {
  if (weights::is_safetensors(file)) return open_safetensors(file);
  if (is_pth(file)) return open_pth(file);
  return another_network("it is neither a file of torch.save nor a safetensors file");
}

}  // namespace

Expected<weights::Tensors> read_resnet18(std::span<const std::uint8_t> file) {
  const auto dicts = open(file);
  if (!dicts) return tl::unexpected(dicts.error());
  const std::vector<Naming> namings = known_namings();
  const auto candidate = choose(*dicts, namings);
  if (!candidate) return tl::unexpected(candidate.error());
  return read_tensors(*candidate);
}

Expected<weights::Tensors> read_resnet18(const std::filesystem::path& path) {
  const auto file = base::read_file(path, std::uintmax_t{1} << 31);
  if (!file) return tl::unexpected(file.error());
  return read_resnet18(*file).map_error([&](const Error& error) {
    return Error(error.code, path.string() + " cannot be used: " + error.message, error.hint);
  });
}

}  // namespace deepcars::torch_import
