#include "native/train/checkpoint.h"

#include <sstream>

#include "native/train/run/checkpoint_state.h"

namespace deepcars::train {

std::string write_checkpoint(const Modules& modules, const torch::optim::Optimizer& optimizer,
                             const std::string& facts) {
  torch::serialize::OutputArchive archive, optimizer_archive;
  for (const auto& [name, module] : modules) {
    torch::serialize::OutputArchive module_archive;
    module->save(module_archive);
    archive.write(name, module_archive);
  }
  optimizer.save(optimizer_archive);
  archive.write("optimizer", optimizer_archive);
  archive.write(checkpoint_facts, c10::IValue(facts));
  std::ostringstream bytes;
  archive.save_to(bytes);
  return std::move(bytes).str();
}

Expected<std::string> read_checkpoint(const std::string& bytes, const Modules& modules,
                                      torch::optim::Optimizer& optimizer) {
  try {
    torch::serialize::InputArchive archive, optimizer_archive;
    archive.load_from(bytes.data(), bytes.size());
    for (const auto& [name, module] : modules) {
      torch::serialize::InputArchive module_archive;
      archive.read(name, module_archive);
      module->load(module_archive);
    }
    archive.read("optimizer", optimizer_archive);
    optimizer.load(optimizer_archive);
    c10::IValue facts;
    archive.read(checkpoint_facts, facts);
    return facts.toStringRef();
  } catch (const std::exception&) {
    return failure(ErrorCode::weights_damaged, "the checkpoint is damaged, or not one of this run",
                   "start over with --fresh");
  }
}

}  // namespace deepcars::train
