"""Writes checkpoints of ResNet-18 as people have them: python3 write_checkpoints.py FOLDER

Those of torch and torchvision are made by these libraries. Those of PyTorch Lightning, timm and transformers, which
Debian does not have, are made by hand with the names and the layout that these libraries write.
"""

import argparse
import collections
import datetime
import json
import os
import pathlib
import struct
import sys

import numpy
import torch
import torchvision

CLASSES = 3


def is_counter(name):
    return name.endswith("num_batches_tracked")


def fill(network, dtype=torch.float32):
    """Gives tensor k of the sorted names the values ((7 k + c) % 128) / 1024, where c is the index in its first
    dimension: exact in fp16 and bf16. Only c values are stored; the other dimensions have stride 0."""
    network = network.to(dtype)
    tensors = {**dict(network.named_parameters()), **dict(network.named_buffers())}
    for k, name in enumerate(sorted(name for name in tensors if not is_counter(name))):
        shape = tensors[name].shape
        column = ((7 * k + torch.arange(shape[0])) % 128 / 1024).to(dtype)
        tensors[name].data = column.reshape(-1, *[1] * (len(shape) - 1)).expand(shape)
    return network


def resnet18(dtype=torch.float32):
    return fill(torchvision.models.resnet18(num_classes=CLASSES), dtype)


def wrapped(name, network):
    outer = torch.nn.Module()
    outer.add_module(name, network)
    return outer


def prefixed(prefix, state):
    return collections.OrderedDict((prefix + name, tensor) for name, tensor in state.items())


def hugging_face(state, body="resnet."):
    """A state_dict of torchvision with the names of transformers' ResNetForImageClassification."""
    renamed = collections.OrderedDict()
    for name, tensor in state.items():
        parts = name.split(".")
        if parts[0] == "fc":
            if body:
                renamed["classifier.1." + parts[1]] = tensor
            continue
        if parts[0].startswith("layer"):
            stage, block = int(parts[0][5:]) - 1, parts[1]
            place = f"encoder.stages.{stage}.layers.{block}."
            if parts[2] == "downsample":
                kind = {"0": "convolution", "1": "normalization"}[parts[3]]
                place += "shortcut"
            else:
                kind = {"conv": "convolution", "bn": "normalization"}[parts[2][:-1]]
                place += f"layer.{int(parts[2][-1]) - 1}"
        else:
            kind = {"conv1": "convolution", "bn1": "normalization"}[parts[0]]
            place = "embedder.embedder"
        renamed[f"{body}{place}.{kind}.{parts[-1]}"] = tensor
    return renamed


def save_safetensors(state, path):
    """As the safetensors library writes it: https://github.com/huggingface/safetensors"""
    dtypes = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}
    header, parts, position = {"__metadata__": {"format": "pt"}}, [], 0
    for name, tensor in sorted(state.items(), key=lambda item: (-item[1].element_size(), item[0])):
        tensor = tensor.contiguous()
        # numpy has no bfloat16; the same bits serve.
        stored = tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor
        parts.append(stored.numpy().tobytes())
        header[name] = {
            "dtype": dtypes[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [position, position + len(parts[-1])],
        }
        position += len(parts[-1])
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


class Run:
    """What an attacker would pickle: loading it with Python's pickle makes a folder."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return (os.mkdir, (os.path.join(self.folder, "ran"),))


class Marked(torch.Tensor):
    """A tensor of a class of its own."""


class Settings(dict):
    """A dict of a class of its own, as Lightning's hyper-parameters are."""


def beside(folder):
    """What people save beside the weights."""
    layer = torch.nn.Linear(4, 2)
    optimizer = torch.optim.AdamW(layer.parameters())
    layer(torch.ones(1, 4)).sum().backward()
    optimizer.step()
    return {
        "epoch": 12,
        "best": numpy.float64(0.75),
        "optimizer_state_dict": optimizer.state_dict(),
        "scheduler": torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 10).state_dict(),
        "args": argparse.Namespace(lr=1e-3, output=pathlib.Path("runs"), tags={"car", "year"}),
        "classes": frozenset(["old", "new"]),
        "history": numpy.arange(3.0),
        "started": datetime.datetime(2026, 1, 2),
        "settings": Settings(depth=18, device=torch.device("cpu"), dtype=torch.float16),
        "counts": collections.defaultdict(int, {"seen": 1 << 80}),
        "random": torch.get_rng_state(),
        "mask": torch.tensor([True, False]),
        "spectrum": torch.zeros(2, dtype=torch.complex64),
        "bytes": b"any",
        "layer": layer,
        "evil": Run(folder),
    }


def good(folder, save):
    state = resnet18().state_dict()
    save(state, "plain.pth")
    save(state, "legacy.pth", _use_new_zipfile_serialization=False)
    for protocol in (3, 4, 5):
        save({**beside(folder), "model": state}, f"protocol{protocol}.pth", pickle_protocol=protocol)
    save({name: tensor for name, tensor in state.items() if not is_counter(name)}, "no_counters.pth")
    save(torch.nn.DataParallel(resnet18()).state_dict(), "data_parallel.pth")
    for name in ("backbone", "net", "encoder"):
        save(wrapped(name, resnet18()).state_dict(), f"{name}.pth")
    for dtype, name in ((torch.float16, "half"), (torch.bfloat16, "bfloat16"), (torch.float64, "double")):
        save(resnet18(dtype).state_dict(), f"{name}.pth")

    for key in ("state_dict", "model_state_dict", "model", "net", "weights", "ema"):
        save({**beside(folder), key: state}, f"nest_{key}.pth")
    save({"model_state_dict": state, **beside(folder)}, "nest_legacy.pth", _use_new_zipfile_serialization=False)
    save({"checkpoint": {"epoch": 3, "state_dict": prefixed("module.", state)}}, "nest_twice.pth")
    averaged = torch.optim.swa_utils.AveragedModel(torchvision.models.resnet18(num_classes=CLASSES))
    fill(averaged.module)
    save({"epoch": 3, "model_ema": averaged.state_dict()}, "averaged.pth")
    save(resnet18(), "whole.pth")
    save({"epoch": 3, "model": wrapped("backbone", resnet18())}, "whole_legacy.pth", _use_new_zipfile_serialization=False)

    lightning = {
        "epoch": 4,
        "global_step": 100,
        "pytorch-lightning_version": "2.2.0",
        "state_dict": {**prefixed("model.", state), "criterion.weight": torch.ones(CLASSES)},
        "loops": {"fit_loop": {"state_dict": {}, "epoch_progress": {"total": {"ready": 5}}}},
        "callbacks": {"ModelCheckpoint{'monitor': None}": {"best_model_score": torch.tensor(0.5), "dirpath": "runs"}},
        "optimizer_states": [beside(folder)["optimizer_state_dict"]],
        "lr_schedulers": [],
        "hparams_name": "kwargs",
        "hyper_parameters": Settings(lr=1e-3),
    }
    save(lightning, "lightning.ckpt")
    timm = {"epoch": 4, "arch": "resnet18", "state_dict": state, "version": 2, "args": beside(folder)["args"], "metric": 71.5}
    save({**timm, "state_dict_ema": state}, "timm.pth.tar")
    save(hugging_face(state), "hugging_face.bin")
    for dtype, name in ((torch.float32, "f32"), (torch.float16, "f16"), (torch.bfloat16, "bf16")):
        save_safetensors(hugging_face(resnet18(dtype).state_dict()), os.path.join(folder, f"hugging_face_{name}.safetensors"))
    # As timm's, but by its file's name one of torch.save; and the other way round.
    save_safetensors(state, os.path.join(folder, "misnamed.pth"))
    save(state, "misnamed.safetensors")

    deep = {"runs": [{"best": (3, {"ema": {"shadow": {"weights": prefixed("module._orig_mod.", state)}}})}]}
    save({**beside(folder), **deep}, "nest_deep.pth")
    save(argparse.Namespace(epoch=3, net=resnet18()), "attribute.pth")
    save({name: tensor.as_subclass(Marked) for name, tensor in state.items()}, "tensor_subclass.pth")
    children = list(resnet18().children())
    save(torch.nn.Sequential(*children).state_dict(), "sequential.pth")
    torch.jit.script(resnet18()).save(os.path.join(folder, "scripted.pt"))

    # No last layer that could be kept.
    save(wrapped("features", torch.nn.Sequential(*children[:-1])).state_dict(), "headless_features.pth")
    save(torch.nn.Sequential(torch.nn.Sequential(*children[:-2]), torch.nn.Linear(512, 2)).state_dict(), "headless_fastai.pth")
    save(hugging_face(state, body=""), "headless_hugging_face.bin")
    headless = resnet18()
    headless.fc = torch.nn.Identity()
    save(headless.state_dict(), "headless_identity.pth")
    headless.fc = torch.nn.Sequential(torch.nn.Dropout(), torch.nn.Linear(512, CLASSES))
    save(headless.state_dict(), "headless_sequential.pth")


def bad(folder, save):
    models = torchvision.models
    for name in ("resnet34", "resnet50", "squeezenet1_0", "densenet121"):
        save(fill(getattr(models, name)(num_classes=CLASSES)).state_dict(), f"{name}.pth")
    save(hugging_face(fill(models.resnet34()).state_dict()), "resnet34_hugging_face.bin")
    state = resnet18().state_dict()
    save({name: tensor for name, tensor in state.items() if name != "layer3.1.bn2.running_var"}, "incomplete.pth")
    save({**prefixed("student.", state), **prefixed("teacher.", state)}, "two.pth")
    diverged = dict(state)
    diverged["layer2.0.conv1.weight"] = torch.full((128, 64, 3, 3), float("nan"))
    save(diverged, "diverged.pth")
    quantised = dict(state)
    quantised["bn1.weight"] = torch.zeros(64, dtype=torch.complex64)
    save(quantised, "complex.pth")
    save(torch.nn.Dropout(), "whole_other.pth")
    save({"a\nb": torch.zeros(1)}, "odd_names.pth")


def random_network(folder, save):
    """The same network in four files, with weights that can train."""
    torch.manual_seed(1)
    state = torchvision.models.resnet18(num_classes=4).state_dict()
    save(state, "random.pth")
    save({"state_dict": prefixed("model.", state), "pytorch-lightning_version": "2.2.0"}, "random.ckpt")
    save_safetensors(hugging_face(state), os.path.join(folder, "random.safetensors"))


def main(folder, *sets):
    def save(value, name, **options):
        torch.save(value, os.path.join(folder, name), **options)

    for name in sets:
        {"good": good, "bad": bad, "random": random_network}[name](folder, save)


main(*sys.argv[1:])
