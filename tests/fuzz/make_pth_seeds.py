"""Writes small files of torch.save of every kind that is read: python3 make_pth_seeds.py FOLDER

Those of tests/import/write_pth.py are among them. Of each zip the pickle is written once more, alone.
"""

import collections
import os
import subprocess
import sys
import zipfile

import torch


class Subclass(torch.Tensor):
    pass


def small_network():
    return torch.nn.Sequential(torch.nn.Conv2d(1, 2, 1, bias=False), torch.nn.BatchNorm2d(2))


def main(folder):
    os.makedirs(folder, exist_ok=True)
    writer = os.path.join(os.path.dirname(__file__), "..", "import", "write_pth.py")
    subprocess.run([sys.executable, writer, folder], check=True)
    os.remove(os.path.join(folder, "inflating.pth"))  # Large; most of it is zeros.

    network = small_network()
    nested = {"epoch": 1, "model": {"ema": [network.state_dict(), ("a", None, True)]}, "optimizer": {"lr": 0.1}}
    subclass = collections.OrderedDict(a=torch.ones(2).as_subclass(Subclass))
    for protocol in (2, 4):
        for name, value in (("whole", network), ("nested", nested), ("subclass", subclass)):
            torch.save(value, os.path.join(folder, f"{name}_{protocol}.pth"), pickle_protocol=protocol)
    torch.save(network, os.path.join(folder, "whole_legacy.pth"), _use_new_zipfile_serialization=False)
    torch.jit.script(network).save(os.path.join(folder, "scripted.pt"))

    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if not zipfile.is_zipfile(path):
            continue
        with zipfile.ZipFile(path) as container:
            for record in container.namelist():
                if record.endswith("/data.pkl"):
                    with open(os.path.join(folder, name.split(".")[0] + ".pkl"), "wb") as pickle:
                        pickle.write(container.read(record))


main(sys.argv[1])
