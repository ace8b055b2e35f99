// A reader for Python's pickle format that keeps the parts which a saved state_dict needs. A pickle is a
// program for a stack machine that may call anything. This reader knows a short list of names and calls
// nothing; what would be made by another name is a value of kind `object`, which is nothing but data.
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
    text,     ///< text; also the bytes of integers that do not fit 64 bits. Byte strings are objects.
    tuple,    ///< items
    list,     ///< items
    dict,     ///< items: key, value, key, value, ...
    global,   ///< text: "module.name", always one of the names that this reader knows.
    /// text: "module.name" of what Python would have called. items: nothing, or the one value that the object
    /// would be set up with, which for most is the dict of its attributes. The rest of its contents is not
    /// kept.
    object,
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

/// Reads one pickle from the start of bytes. Errors: weights_damaged (cut off, or nonsense),
/// weights_unsupported (an opcode that torch.save does not write, which the message names, or more values
/// than memory should be spent on).
Expected<Pickle> read_pickle(std::span<const std::uint8_t> bytes);

}  // namespace deepcars::torch_import
