#include "native/import/pickle_reader.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <unordered_map>

namespace deepcars::torch_import {
namespace {

using Kind = PickleValue::Kind;

/// What stands for a call of each of these is known; a type of storage is only ever named.
constexpr std::string_view ordered_dict = "collections.OrderedDict";
constexpr std::array<std::string_view, 2> tensor_makers = {"torch._utils._rebuild_tensor_v2",
                                                           "torch._utils._rebuild_tensor"};
/// What a tensor with attributes of its own, or of a subclass, is made by: (maker, type, its arguments, state).
constexpr std::string_view tensor_with_state = "torch._tensor._rebuild_from_type_v2";
constexpr std::array<std::string_view, 2> parameter_makers = {"torch._utils._rebuild_parameter",
                                                              "torch._utils._rebuild_parameter_with_state"};

template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_known(std::string_view name) {
  return name == ordered_dict || is_one_of(tensor_makers, name) || is_one_of(parameter_makers, name) ||
         name == tensor_with_state || (name.starts_with("torch.") && name.ends_with("Storage"));
}

/// More values than any state_dict of this network by a factor of a thousand; bounds memory.
constexpr std::size_t max_values = 4'000'000;

/// Thrown inside this file only; read_pickle turns it into a value.
struct Broken {
  Error error;
};

[[noreturn]] void damaged(const std::string& what) {
  throw Broken{{ErrorCode::weights_damaged, "its pickle " + what, "download or save the file again"}};
}

[[noreturn]] void unsupported(const std::string& what) {
  throw Broken{{ErrorCode::weights_unsupported, "its pickle " + what,
                "save only the state_dict of a ResNet-18: torch.save(model.state_dict(), path)"}};
}

class Machine {
 public:
  explicit Machine(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  Pickle run() {
    while (step()) {
    }
    Pickle pickle;
    pickle.root = pop();
    pickle.length_bytes = at_;
    pickle.values = std::move(values_);
    return pickle;
  }

 private:
  // --- bytes
  std::span<const std::uint8_t> take(std::size_t count) {
    if (count > bytes_.size() - at_) damaged("is cut off");
    const auto part = bytes_.subspan(at_, count);
    at_ += count;
    return part;
  }
  std::uint64_t unsigned_number(std::size_t count) {
    std::uint64_t number = 0;
    const auto part = take(count);
    for (std::size_t i = 0; i < count; ++i) number |= std::uint64_t{part[i]} << (8 * i);
    return number;
  }
  std::string text(std::size_t count) {
    const auto part = take(count);
    return {part.begin(), part.end()};
  }
  std::string line() {
    const auto rest = bytes_.subspan(at_);
    const auto end = std::find(rest.begin(), rest.end(), '\n');
    if (end == rest.end()) damaged("is cut off");
    std::string found(rest.begin(), end);
    at_ += found.size() + 1;
    return found;
  }

  // --- the stack; a mark remembers how high it was
  ValueId make(PickleValue value) {
    items_ += value.items.size();
    if (values_.size() >= max_values || items_ > max_values) unsupported("holds too many values");
    values_.push_back(std::move(value));
    return static_cast<ValueId>(values_.size() - 1);
  }
  void push(PickleValue value) { stack_.push_back(make(std::move(value))); }
  ValueId pop() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) damaged("takes from an empty stack");
    const ValueId top = stack_.back();
    stack_.pop_back();
    return top;
  }
  ValueId top() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) damaged("looks at an empty stack");
    return stack_.back();
  }
  std::vector<ValueId> pop_to_mark() {
    if (marks_.empty()) damaged("has no mark where it needs one");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<ValueId> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return items;
  }
  PickleValue& expect(ValueId id, Kind kind, const char* what) {
    if (values_[id].kind != kind) damaged(std::string("has no ") + what + " where it needs one");
    return values_[id];
  }
  bool is_object(ValueId id) const { return values_[id].kind == Kind::object; }

  // --- what the opcodes do
  void push_tuple(std::size_t count) {
    PickleValue tuple{Kind::tuple, 0, {}, std::vector<ValueId>(count)};
    for (std::size_t i = count; i > 0; --i) tuple.items[i - 1] = pop();
    push(std::move(tuple));
  }
  /// A long name could be copied again and again from a few bytes each.
  void push_object(const std::string& name) { push({Kind::object, 0, name.substr(0, 80), {}}); }
  void push_global(const std::string& name) {
    if (is_known(name)) return push({Kind::global, 0, name, {}});
    push_object(name);
  }
  void push_bytes(std::uint64_t count) {
    take(count);
    push_object("bytes");
  }
  void push_integer_bytes(std::uint64_t count) {
    if (count > 8) {
      push({Kind::text, 0, text(count), {}});
      return;
    }
    std::uint64_t number = unsigned_number(count);
    if (count > 0 && count < 8 && (number >> (8 * count - 1)) != 0)
      number |= ~std::uint64_t{0} << (8 * count);
    push({Kind::integer, static_cast<std::int64_t>(number), {}, {}});
  }
  void remember(std::uint64_t slot) {
    memo_[slot] = top();
    if (memo_.size() > max_values) unsupported("holds too many values");
  }
  void recall(std::uint64_t slot) {
    const auto found = memo_.find(slot);
    if (found == memo_.end()) damaged("recalls what it never kept");
    stack_.push_back(found->second);
    if (stack_.size() > max_values) unsupported("holds too many values");
  }
  void append(std::vector<ValueId> added, Kind kind, const char* what) {
    if (is_object(top())) return;
    items_ += added.size();
    if (items_ > max_values) unsupported("holds too many values");
    if (kind == Kind::dict && added.size() % 2 != 0) damaged("has a key without a value");
    auto& items = expect(top(), kind, what).items;
    items.insert(items.end(), added.begin(), added.end());
  }
  void check_protocol(std::uint64_t protocol) {
    if (protocol < 2 || protocol > 5) unsupported("has protocol " + std::to_string(protocol));
  }
  void push_global_of_lines() {
    const std::string module = line();
    push_global(module + "." + line());
  }
  void push_global_of_stack() {
    const std::string name = expect(pop(), Kind::text, "name").text;
    push_global(expect(pop(), Kind::text, "module").text + "." + name);
  }
  void append_pair() {
    const ValueId value = pop();
    const ValueId key = pop();
    append({key, value}, Kind::dict, "dict");
  }
  void push_persistent() {
    PickleValue storage = expect(pop(), Kind::tuple, "storage description");
    // In the older format the class of a torch.nn.Module has its source text beside it: ("module", class,
    // ...).
    const bool is_class = storage.items.size() >= 2 && values_[storage.items[0]].text == "module";
    if (is_class && is_object(storage.items[1])) {
      stack_.push_back(storage.items[1]);
      return;
    }
    storage.kind = Kind::storage;
    push(std::move(storage));
  }
  void call() {
    const ValueId argument_list = pop();
    const ValueId function = pop();
    // The arguments of an object need not be a tuple: they may come from another object.
    if (is_object(function)) return push_object(values_[function].text);
    const std::string name = expect(function, Kind::global, "function").text;
    if (expect(argument_list, Kind::tuple, "argument list").items.size() > 16)
      damaged("calls " + name + " with too many arguments");
    const std::vector<ValueId> arguments = values_[argument_list].items;
    if (name == tensor_with_state && arguments.size() == 4) {
      // No further: a maker that were this one again could be nested without end.
      const PickleValue maker = values_[arguments[0]];
      if (maker.kind != Kind::global || maker.text == tensor_with_state) return push_object(maker.text);
      const std::vector<ValueId> made_of = expect(arguments[2], Kind::tuple, "argument list").items;
      return push_made(maker.text, made_of);
    }
    push_made(name, arguments);
  }
  /// What a known name makes of its arguments.
  void push_made(const std::string& name, const std::vector<ValueId>& arguments) {
    if (name == ordered_dict) {
      push_ordered_dict(arguments);
    } else if (is_one_of(tensor_makers, name) && arguments.size() >= 4) {
      push({Kind::tensor, 0, {}, {arguments.begin(), arguments.begin() + 4}});
    } else if (is_one_of(parameter_makers, name) && !arguments.empty()) {
      if (!is_object(arguments[0])) expect(arguments[0], Kind::tensor, "tensor");
      stack_.push_back(arguments[0]);
    } else {
      damaged("calls " + name + " with the wrong arguments");
    }
  }
  void call_with_keywords() {
    pop();
    call();
  }
  /// What an object would set itself up with is kept; what a dict would, a state_dict's _metadata, is not.
  void keep_state() {
    const ValueId state = pop();
    if (is_object(top())) {
      values_[top()].items = {state};
    } else {
      expect(top(), Kind::dict, "dict");
    }
  }
  void drop_top() {
    if (!marks_.empty() && stack_.size() == marks_.back()) {
      marks_.pop_back();
    } else {
      pop();
    }
  }
  /// OrderedDict() or, as Python 2 wrote it, OrderedDict([[key, value], ...]).
  void push_ordered_dict(const std::vector<ValueId>& arguments) {
    PickleValue dict{Kind::dict, 0, {}, {}};
    if (!arguments.empty()) {
      for (const ValueId pair : expect(arguments[0], Kind::list, "list of pairs").items) {
        const PickleValue& both = values_[pair];
        if ((both.kind != Kind::list && both.kind != Kind::tuple) || both.items.size() != 2) {
          damaged("has no pair where it needs one");
        }
        dict.items.insert(dict.items.end(), both.items.begin(), both.items.end());
      }
    }
    push(std::move(dict));
  }

  /// One opcode (names as in Python's pickletools); false after STOP.
  bool step() {
    const std::uint8_t opcode = take(1)[0];
    // One line per opcode reads as the table it is.
    // clang-format off
    switch (opcode) {
      case 0x80: check_protocol(unsigned_number(1)); return true;                                   // PROTO
      case 0x95: take(8); return true;                                                              // FRAME
      case '.': return false;                                                                       // STOP
      case '(': marks_.push_back(stack_.size()); return check_marks();                              // MARK
      case 'N': push({}); return true;                                                              // NONE
      case 0x88: push({Kind::boolean, 1, {}, {}}); return true;                                     // NEWTRUE
      case 0x89: push({Kind::boolean, 0, {}, {}}); return true;                                     // NEWFALSE
      case 'K': push_integer(static_cast<std::int64_t>(unsigned_number(1))); return true;           // BININT1
      case 'M': push_integer(static_cast<std::int64_t>(unsigned_number(2))); return true;           // BININT2
      case 'J': push_integer(static_cast<std::int32_t>(unsigned_number(4))); return true;           // BININT
      case 0x8a: push_integer_bytes(unsigned_number(1)); return true;                               // LONG1
      case 0x8b: push_integer_bytes(unsigned_number(4)); return true;                               // LONG4
      case 'G': take(8); push({Kind::real, 0, {}, {}}); return true;                                // BINFLOAT
      case 'U':     // SHORT_BINSTRING
      case 0x8c:    // SHORT_BINUNICODE
        push({Kind::text, 0, text(unsigned_number(1)), {}}); return true;
      case 'T':     // BINSTRING
      case 'X':     // BINUNICODE
        push({Kind::text, 0, text(unsigned_number(4)), {}}); return true;
      case 0x8d: push({Kind::text, 0, text(unsigned_number(8)), {}}); return true;                  // BINUNICODE8
      case 'C': push_bytes(unsigned_number(1)); return true;                                        // SHORT_BINBYTES
      case 'B': push_bytes(unsigned_number(4)); return true;                                        // BINBYTES
      case 0x8e:    // BINBYTES8
      case 0x96:    // BYTEARRAY8
        push_bytes(unsigned_number(8)); return true;
      case ')': push({Kind::tuple, 0, {}, {}}); return true;                                        // EMPTY_TUPLE
      case ']': push({Kind::list, 0, {}, {}}); return true;                                         // EMPTY_LIST
      case '}': push({Kind::dict, 0, {}, {}}); return true;                                         // EMPTY_DICT
      case 0x85: push_tuple(1); return true;                                                        // TUPLE1
      case 0x86: push_tuple(2); return true;                                                        // TUPLE2
      case 0x87: push_tuple(3); return true;                                                        // TUPLE3
      case 't': push({Kind::tuple, 0, {}, pop_to_mark()}); return true;                             // TUPLE
      case 0x8f: push_object("set"); return true;                                                   // EMPTY_SET
      case 0x90: append(pop_to_mark(), Kind::object, "set"); return true;                           // ADDITEMS
      case 0x91: pop_to_mark(); push_object("frozenset"); return true;                              // FROZENSET
      case 'a': append({pop()}, Kind::list, "list"); return true;                                   // APPEND
      case 'e': append(pop_to_mark(), Kind::list, "list"); return true;                             // APPENDS
      case 's': append_pair(); return true;                                                         // SETITEM
      case 'u': append(pop_to_mark(), Kind::dict, "dict"); return true;                             // SETITEMS
      case 'c': push_global_of_lines(); return true;                                                // GLOBAL
      case 0x93: push_global_of_stack(); return true;                                               // STACK_GLOBAL
      case 'q': remember(unsigned_number(1)); return true;                                          // BINPUT
      case 'r': remember(unsigned_number(4)); return true;                                          // LONG_BINPUT
      case 0x94: remember(memo_.size()); return true;                                               // MEMOIZE
      case 'h': recall(unsigned_number(1)); return true;                                            // BINGET
      case 'j': recall(unsigned_number(4)); return true;                                            // LONG_BINGET
      case 'Q': push_persistent(); return true;                                                     // BINPERSID
      case 'R':     // REDUCE
      case 0x81:    // NEWOBJ
        call(); return true;
      case 0x92: call_with_keywords(); return true;                                                 // NEWOBJ_EX
      case 'b': keep_state(); return true;                                                          // BUILD
      case '0': drop_top(); return true;                                                            // POP
      case '1': pop_to_mark(); return true;                                                         // POP_MARK
      default: {
        char shown[8];
        std::snprintf(shown, sizeof shown, "0x%02x", static_cast<unsigned>(opcode));
        unsupported(std::string("uses the opcode ") + shown + ", which torch.save does not write");
      }
    }
    // clang-format on
  }
  void push_integer(std::int64_t number) { push({Kind::integer, number, {}, {}}); }
  bool check_marks() const {
    if (marks_.size() > max_values) unsupported("holds too many values");
    return true;
  }

  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  std::vector<PickleValue> values_;
  std::size_t items_ = 0;  // Over all values: a few bytes can copy a long list again and again.
  std::vector<ValueId> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint64_t, ValueId> memo_;
};

}  // namespace

Expected<Pickle> read_pickle(std::span<const std::uint8_t> bytes) {
  try {
    return Machine(bytes).run();
  } catch (const Broken& broken) {
    return tl::unexpected(broken.error);
  }
}

}  // namespace deepcars::torch_import
