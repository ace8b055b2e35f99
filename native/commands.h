// The subcommands of `deepcars`: one file each, registered here.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "shared/error.h"

namespace deepcars::native {

/// What a subcommand does once its arguments are parsed. An error is printed; its code decides the exit
/// status (see exit_status in program.cc).
using Action = std::function<Expected<void>()>;

/// Options that several subcommands have. threads stays 0 unless the user gives a number; see thread_count.
void add_model_option(CLI::App& command, std::string& model);
void add_threads_option(CLI::App& command, int& threads);

/// Has completions offer the names of shared/explain.
void offer_methods(CLI::Option* option);
void offer_targets(CLI::Option* option);
void offer_fills(CLI::Option* option);

/// Each adds its subcommand to the program and, when the user picks it, stores what to run in `action`.
void add_prepare_command(CLI::App& program, Action& action);
void add_split_command(CLI::App& program, Action& action);
void add_train_command(CLI::App& program, Action& action);
void add_sweep_command(CLI::App& program, Action& action);
void add_evaluate_command(CLI::App& program, Action& action);
void add_predict_command(CLI::App& program, Action& action);
void add_explain_command(CLI::App& program, Action& action);
void add_planted_cue_command(CLI::App& program, Action& action);
void add_export_command(CLI::App& program, Action& action);
void add_info_command(CLI::App& program, Action& action);
void add_bench_command(CLI::App& program, Action& action);
void add_doctor_command(CLI::App& program, Action& action);
void add_reference_command(CLI::App& program, Action& action);

}  // namespace deepcars::native
