// Every option of a training run once. The command line, the checks, a run's config.json and the reading of
// one are all made from this table.
#pragma once

#include <vector>

#include "native/train/run/train_option.h"

namespace deepcars::train {

/// All members but output and fresh, which say where a run is and not what it is; in the order of --help.
const std::vector<TrainOption>& option_table();

}  // namespace deepcars::train
