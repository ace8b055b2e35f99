// A reader for the small part of Python's pickle format that a saved state_dict uses. A pickle is a program
// for a stack machine that may call anything; this reader knows a short list of names and calls nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "shared/error.h"

namespace deepcars::torch_import {

/// Where a value is in Pickle::values.
using ValueId = std::uint32_t;

/// One value of a pickle. Values refer to each other by number, so that neither nesting nor cycles in a
/// hostile file can make anything here recurse.
struct PickleValue {
  enum class Kind {
    none,
    boolean,
    integer,  ///< integer
    real,     ///< Not kept: no tensor needs it.
    text,     ///< text; also the bytes of integers that do not fit 64 bits.
    tuple,    ///< items
    list,     ///< items
    dict,     ///< items: key, value, key, value, ...
    global,   ///< text: "module.name", always one of the allowed names.
    storage,  ///< items: the persistent id's tuple ("storage", type, key, location, count, ...).
    tensor,   ///< items: storage, offset, size tuple, stride tuple.
  };
  Kind kind = Kind::none;
  std::int64_t integer = 0;
  std::string text;
  std::vector<ValueId> items;
};

struct Pickle {
  std::vector<PickleValue> values;
  ValueId root = 0;
  std::size_t length_bytes = 0;  ///< Up to and including its STOP; another pickle may follow.

  const PickleValue& at(ValueId id) const { return values[id]; }
};

/// Reads one pickle from the start of bytes.
/// Errors: weights_damaged (cut off, or nonsense), weights_unsupported (an opcode or a global that no
/// state_dict needs; the message names it).
Expected<Pickle> read_pickle(std::span<const std::uint8_t> bytes);

}  // namespace deepcars::torch_import
