// Ctrl-C: long work ends at a good place instead of anywhere.
#pragma once

namespace deepcars::base {

/// From now on the first Ctrl-C (SIGINT) or SIGTERM sets interrupted(); a second one ends the program.
void catch_interrupts();

/// Whether a caught signal has asked the program to stop.
bool interrupted();

}  // namespace deepcars::base
