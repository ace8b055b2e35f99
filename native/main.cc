// deepcars: how modern does a car look, and why. The program is its subcommands; see commands.h.
#include "native/program.h"

int main(int argc, char** argv) {
  using namespace deepcars::native;
  constexpr AddCommand commands[] = {add_prepare_command,  add_split_command,    add_train_command,
                                     add_sweep_command,    add_evaluate_command, add_predict_command,
                                     add_explain_command,  add_export_command,   add_info_command,
                                     add_bench_command,    add_doctor_command,   add_planted_cue_command,
                                     add_reference_command};
  return run_program(argc, argv, commands);
}
