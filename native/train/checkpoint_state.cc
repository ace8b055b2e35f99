#include "native/train/checkpoint_state.h"

#include <torch/torch.h>

#include <string>

#include "native/base/files.h"

namespace deepcars::train {

Expected<RunState> read_checkpoint_state(const std::filesystem::path& checkpoint) {
  const auto bytes = base::read_file(checkpoint);
  if (!bytes) return tl::unexpected(bytes.error());
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    c10::IValue text;
    archive.read("facts", text);
    auto facts = nlohmann::json::parse(text.toStringRef());
    // Recipe full adds what its moving average needs, and has the run's own text within.
    if (facts.contains("facts")) facts = nlohmann::json::parse(facts["facts"].get<std::string>());
    return run_state_from_json(facts);
  } catch (const std::exception&) {
    return failure(ErrorCode::weights_damaged,
                   checkpoint.string() + " is damaged, or no checkpoint of `deepcars train`",
                   "start the run over with --fresh");
  }
}

}  // namespace deepcars::train
