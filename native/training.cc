// Part of deepcars-train.
#include "native/training.h"

#include "native/base/environment.h"
#include "native/base/interrupts.h"
#include "native/train/run/features_fit.h"
#include "native/train/session.h"

namespace deepcars::native {

Expected<void> train_model(const train::TrainOptions& options) {
  base::catch_interrupts();
  if (auto trained = train::train(options); !trained) return trained;
  // The first worker is enough: it has written the model.
  const bool first = base::environment_number("RANK").value_or(0) == 0;
  return first ? train::fit_features(options) : Expected<void>{};
}

Expected<train::LibTorch> ask_libtorch() { return train::libtorch(); }

}  // namespace deepcars::native
