"""Writes small files with torch.save for pth_reader_test: python3 write_pth.py FOLDER"""

import collections
import os
import sys
import zipfile

import torch


class Run:
    """What an attacker would pickle: loading it with Python's pickle makes a folder."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return (os.mkdir, (os.path.join(self.folder, "ran"),))


def main(folder):
    state = collections.OrderedDict()
    state["a"] = torch.arange(6, dtype=torch.float32).reshape(2, 3)
    state["transposed"] = torch.arange(6, dtype=torch.float32).reshape(2, 3).t()
    state["part"] = torch.arange(10, dtype=torch.float32)[3:7]
    state["scalar"] = torch.tensor(2.5)
    state["half"] = torch.tensor([0.5, -2.0, 65504.0, 6.0e-8], dtype=torch.float16)
    state["bfloat"] = torch.tensor([1.5, -3.0], dtype=torch.bfloat16)
    state["double"] = torch.tensor([0.25], dtype=torch.float64)
    state["num_batches_tracked"] = torch.tensor(7)
    state["parameter"] = torch.nn.Parameter(torch.ones(2))
    state._metadata = collections.OrderedDict({"": {"version": 1}})
    for suffix, zip_format in (("zip", True), ("legacy", False)):

        def save(value, name):
            path = os.path.join(folder, f"{name}_{suffix}.pth")
            torch.save(value, path, _use_new_zipfile_serialization=zip_format)

        save(state, "state")
        save({"epoch": 3, "state_dict": {"module." + key: value for key, value in state.items()}}, "wrapped")
        save({"a": torch.ones(2), "evil": Run(folder)}, "evil")
        save([1, 2], "list")
        save({"epoch": 3}, "empty")
    # Each storage would inflate to 8 MiB, a hundred times as much as the file has.
    with zipfile.ZipFile(os.path.join(folder, "state_zip.pth")) as whole:
        with zipfile.ZipFile(os.path.join(folder, "inflating.pth"), "w", zipfile.ZIP_DEFLATED) as inflating:
            for name in whole.namelist():
                is_storage = "/data/" in name
                inflating.writestr(name, bytes(8 << 20) if is_storage else whole.read(name))


main(sys.argv[1])
