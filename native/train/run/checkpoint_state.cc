#include "native/train/run/checkpoint_state.h"

#include "native/base/files.h"
#include "native/import/pth_reader.h"

namespace deepcars::train {

Expected<RunState> read_checkpoint_state(const std::filesystem::path& checkpoint) {
  const auto file = base::read_file(checkpoint);
  if (!file) return tl::unexpected(file.error());
  const auto damaged = [&] {
    return failure(ErrorCode::weights_damaged,
                   checkpoint.string() + " is damaged, or no checkpoint of `deepcars train`",
                   "start the run over with --fresh");
  };
  const auto text = torch_import::read_archived_text(*file, checkpoint_facts);
  if (!text) return damaged();
  try {
    auto facts = nlohmann::json::parse(*text);
    // Recipe full adds what its moving average needs, and has the run's own text within.
    if (facts.contains("facts")) facts = nlohmann::json::parse(facts["facts"].get<std::string>());
    return run_state_from_json(facts);
  } catch (const nlohmann::json::exception&) {
    return damaged();
  }
}

}  // namespace deepcars::train
