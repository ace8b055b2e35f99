"""What the real torchvision ResNet-18 computes, for tests/nn/parity_test.cc.

usage: [DEEPCARS_PRETRAINED=STATE_DICT.pth] torchvision_reference.py FOLDER

Writes to FOLDER the BatchNorm-folded weights as safetensors, and for several photos' sizes the input, the logits of
the unfolded model in eval mode, the gradient of a random vector over the logits to the input, and the same by guided
backpropagation: raw little-endian fp32 in [N,C,H,W] order, listed in parity.json. Beside them which ReLUs were open
and which pixels were maxima: where rounding decides, no two programs agree, and gradients compare only under equal
decisions. One network has random weights and random BatchNorm statistics; a second has those of the torchvision
ResNet-18 that the environment variable DEEPCARS_PRETRAINED names, if it is set.
Needs PyTorch and torchvision; without them it exits with status 77 (skipped).
"""

import copy
import os
import sys
import types

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import parity_files
from parity_files import float_bytes

SEED = 20
# Batch, height and width; the last two have odd sizes at every stage.
SIZES = [(1, 224, 224), (2, 96, 160), (1, 75, 107)]


def randomise(model, torch):
    """Trained networks have BatchNorm statistics far from the fresh 0 and 1, and so must a test of folding."""
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.2)
            torch.nn.init.normal_(module.bias, 0, 0.1)
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)


def folded(model):
    """{name: tensor} with each BatchNorm's scale and shift moved into the convolution before it."""
    tensors = {}

    def fold(name, convolution, norm):
        scale = norm.weight.double() / (norm.running_var.double() + norm.eps).sqrt()
        tensors[name + ".weight"] = (convolution.weight.double() * scale.reshape(-1, 1, 1, 1)).float()
        tensors[name + ".bias"] = (norm.bias.double() - norm.running_mean.double() * scale).float()

    fold("conv1", model.conv1, model.bn1)
    for stage in range(1, 5):
        for index, block in enumerate(getattr(model, f"layer{stage}")):
            prefix = f"layer{stage}.{index}."
            fold(prefix + "conv1", block.conv1, block.bn1)
            fold(prefix + "conv2", block.conv2, block.bn2)
            if block.downsample is not None:
                fold(prefix + "downsample", *block.downsample)
    tensors["fc.weight"] = model.fc.weight
    tensors["fc.bias"] = model.fc.bias
    return tensors


def guided_copy(model, torch):
    """A copy whose backward pass is guided backpropagation.

    torchvision's BasicBlock calls one ReLU module twice; hooks must know which call they belong to, so each call gets
    a module of its own.
    """

    def block_forward(block, x):
        out = block.relu1(block.bn1(block.conv1(x)))
        out = block.bn2(block.conv2(out))
        skip = x if block.downsample is None else block.downsample(x)
        return block.relu2(out + skip)

    guided = copy.deepcopy(model)
    guided.relu = torch.nn.ReLU()
    for stage in range(1, 5):
        for block in getattr(guided, f"layer{stage}"):
            del block.relu
            block.relu1, block.relu2 = torch.nn.ReLU(), torch.nn.ReLU()
            block.forward = types.MethodType(block_forward, block)
    relus = [module for module in guided.modules() if isinstance(module, torch.nn.ReLU)]
    assert len(relus) == 17
    for relu in relus:
        relu.register_full_backward_hook(lambda module, into, outof: (into[0].clamp(min=0),))
    return guided


def input_gradient(model, photos, logits_gradient):
    photos = photos.clone().requires_grad_()
    (model(photos) * logits_gradient).sum().backward()
    return photos.grad


def decisions(guided, photos, torch):
    """Which ReLUs let their input pass, as bits, and where in its window each maximum was, as bytes; [N,H,W,C]."""
    masks, places = [], []

    def relu_mask(relu, inputs):
        passes = (inputs[0] > 0).permute(0, 2, 3, 1).contiguous().numpy()
        masks.append(numpy.packbits(passes.reshape(-1), bitorder="little").tobytes())

    def pool_places(pool, inputs):
        _, index = torch.nn.functional.max_pool2d(inputs[0], 3, 2, 1, return_indices=True)
        rows = index.div(inputs[0].shape[3], rounding_mode="floor") + 1 - 2 * torch.arange(index.shape[2])[:, None]
        columns = index % inputs[0].shape[3] + 1 - 2 * torch.arange(index.shape[3])
        places.append((rows * 3 + columns).permute(0, 2, 3, 1).contiguous().numpy().astype("u1").tobytes())

    hooks = [module.register_forward_pre_hook(relu_mask) for module in guided.modules()
             if isinstance(module, torch.nn.ReLU)]
    hooks.append(guided.maxpool.register_forward_pre_hook(pool_places))
    with torch.no_grad():
        guided(photos)
    for hook in hooks:
        hook.remove()
    return masks, places[0]


def make_case(model, guided, size, torch):
    """Photos of a size, and all that the two models make of them; the values are bytes."""
    photos = torch.randn(size[0], 3, *size[1:])
    with torch.no_grad():
        logits = model(photos)
        assert torch.equal(guided(photos), logits)
    logits_gradient = torch.randn_like(logits)
    masks, places = decisions(guided, photos, torch)
    return {"photos": float_bytes(photos), "logits": float_bytes(logits), "logits_gradient": float_bytes(logits_gradient),
            "gradient": float_bytes(input_gradient(model, photos, logits_gradient)),
            "guided_gradient": float_bytes(input_gradient(guided, photos, logits_gradient)),
            "relu_masks": b"".join(masks), "pool_places": places}


def write_network(folder, name, model, torch):
    """Writes one network's files; returns its entry of the listing."""
    model.eval()
    parity_files.write_safetensors(os.path.join(folder, name + ".safetensors"), folded(model))
    guided = guided_copy(model, torch)
    listing = []
    for size in SIZES:
        case = make_case(model, guided, size, torch)
        entry = {"name": f"{name}_{size[0]}x{size[1]}x{size[2]}", "input_shape": [size[0], 3, *size[1:]],
                 "logits_shape": [size[0], model.fc.out_features]}
        for key, data in case.items():
            entry[key] = f"{entry['name']}.{key}"
            with open(os.path.join(folder, entry[key]), "wb") as file:
                file.write(data)
        listing.append(entry)
    return {"name": name, "weights": name + ".safetensors", "cases": listing}


def write_networks(folder, pretrained, torchvision, torch):
    torch.manual_seed(SEED)
    model = torchvision.models.resnet18(num_classes=17)
    randomise(model, torch)
    networks = [write_network(folder, "random", model, torch)]
    if pretrained:
        model = torchvision.models.resnet18()
        model.load_state_dict(torch.load(pretrained, map_location="cpu"))
        networks.append(write_network(folder, "pretrained", model, torch))
    else:
        print("without pretrained weights: DEEPCARS_PRETRAINED is not set")
    return {"networks": networks}


def main():
    folder = sys.argv[1]
    pretrained = os.environ.get("DEEPCARS_PRETRAINED", "")
    if pretrained and not os.path.exists(pretrained):
        sys.exit(f"DEEPCARS_PRETRAINED names {pretrained}, which does not exist")
    global numpy
    torchvision, torch, numpy = (parity_files.skip_without(module) for module in ("torchvision", "torch", "numpy"))
    parity_files.write_listing(os.path.join(folder, "parity.json"), [pretrained] if pretrained else [],
                               torchvision.__version__,
                               lambda: write_networks(folder, pretrained, torchvision, torch))


main()
