"""What the explanation methods give when they are written plainly in PyTorch, for tests/explain/parity_test.cc.

usage: torch_reference.py FOLDER MODEL.safetensors

Each method is written here from its paper or, where papers leave a choice, from the comments in shared/explain; none
is taken from the library's code. Everything is computed in double precision, except the many passes of occlusion.
Writes to FOLDER, for a network with random weights and for the given model: the weights as safetensors, a random
smooth photo without flat areas, where max-pool candidates would tie, the fills, and a map for each method and target:
raw little-endian fp32, listed in explain.json. Needs PyTorch; without it it exits with status 77 (skipped).
"""

import json
import math
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import parity_files

SEED = 22
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
LINE_POINTS, NOISY_COPIES, NOISE_SEED = 9, 2, 7
NOISE_SHARE = 0.15  # of the input's range
MASK64 = (1 << 64) - 1


# The network: ResNet-18 with BatchNorm folded into the convolutions. weights is {name: tensor}.

def random_weights(classes):
    """Weights that keep the activations' size, and small random biases."""
    weights = {}

    def layer(name, out, into, size):
        bound = math.sqrt(3 / (into * size * size))
        weights[name + ".weight"] = torch.empty(out, into, size, size).uniform_(-bound, bound)
        weights[name + ".bias"] = torch.empty(out).uniform_(-0.05, 0.05)

    layer("conv1", 64, 3, 7)
    channels = 64
    for stage, width in enumerate((64, 128, 256, 512), 1):
        for block in range(2):
            layer(f"layer{stage}.{block}.conv1", width, channels, 3)
            layer(f"layer{stage}.{block}.conv2", width, width, 3)
            if channels != width:
                layer(f"layer{stage}.{block}.downsample", width, channels, 1)
            channels = width
    layer("fc", classes, 512, 1)
    weights["fc.weight"] = weights["fc.weight"].reshape(classes, 512)
    return weights


def guided_relu(x):
    """A ReLU that lets only positive gradients back (Springenberg et al., 2015)."""
    y = torch.relu(x)
    if y.requires_grad:
        y.register_hook(lambda gradient: gradient.clamp(min=0))
    return y


def forward(weights, x, relu=None):
    """(logits [N,K], {stage: activations [N,C,H,W]}). weights and x have one type."""
    relu = relu or torch.relu

    def convolve(name, x, stride=1):
        weight = weights[name + ".weight"]
        return functional.conv2d(x, weight, weights[name + ".bias"], stride, weight.shape[-1] // 2)

    x = functional.max_pool2d(relu(convolve("conv1", x, 2)), 3, 2, 1)
    stages = {}
    for stage in range(1, 5):
        for block in range(2):
            name, stride = f"layer{stage}.{block}", 2 if stage > 1 and block == 0 else 1
            shortcut = convolve(name + ".downsample", x, stride) if name + ".downsample.weight" in weights else x
            x = relu(convolve(name + ".conv2", relu(convolve(name + ".conv1", x, stride))) + shortcut)
        stages[stage] = x
    return x.mean((2, 3)) @ weights["fc.weight"].T + weights["fc.bias"], stages


# Targets: functions of logits [N,K] -> [N].

def expected_year(logits, years, temperature):
    """The median year: half of a bucket's probability lies on either side of its year, evenly up to the next."""
    medians = []
    for p in (logits / temperature).softmax(1):
        up_to = p.cumsum(0) - p / 2
        k = int((up_to[:-1] < 0.5).sum().clamp(min=1)) - 1
        share = ((0.5 - up_to[k]) / (up_to[k + 1] - up_to[k])).clamp(0, 1)
        medians.append(years[k] + share * (years[k + 1] - years[k]))
    return torch.stack(medians)


def targets(network):
    a, b = network["bucket"], network["other"]
    return {f"class:{a}": lambda logits: logits[:, a],
            f"difference:{a}:{b}": lambda logits: logits[:, a] - logits[:, b],
            "expected-year": lambda logits: expected_year(logits, network["class_years"], network["temperature"])}


# Fills, for photos [1,3,S,S].

def gaussian_matrix(size, sigma):
    """[S,S]: each row of the matrix blurs for one place, mirroring at the border without repeating it."""
    radius = math.ceil(4 * sigma)
    matrix = torch.zeros(size, size, dtype=torch.double)
    for place in range(size):
        for offset in range(-radius, radius + 1):
            at = (place + offset) % (2 * size - 2)
            matrix[place, min(at, 2 * size - 2 - at)] += math.exp(-offset * offset / (2 * sigma * sigma))
    return matrix / matrix.sum(1, keepdim=True)


def fills(photo):
    blur = gaussian_matrix(photo.shape[-1], photo.shape[-1] / 20)
    black = -torch.tensor(MEAN, dtype=torch.double) / torch.tensor(STD, dtype=torch.double)
    return {"blurred": blur @ photo @ blur.T, "mean-color": photo.mean((2, 3), keepdim=True).expand_as(photo),
            "black": black.reshape(1, 3, 1, 1).expand_as(photo)}


# Methods. Each takes a photo [1,3,S,S] and T targets, and gives maps [T,S,S].

def input_gradients(weights, x, target_functions, relu=None):
    """[T,3,S,S]"""
    x = x.clone().requires_grad_()
    logits = forward(weights, x, relu)[0]
    return torch.cat([torch.autograd.grad(target(logits).sum(), x, retain_graph=True)[0]
                      for target in target_functions])


def integrated_gradients(weights, photo, fill, target_functions):
    """Sundararajan et al. 2017, equation 2, by the trapezoidal rule; where its points lie, integrated_gradients.h says.
    """
    return torch.cat([integrated_gradient(weights, photo, fill, target) for target in target_functions])


def integrated_gradient(weights, photo, fill, target):
    """[1,S,S]"""
    def point(share):
        x = (fill + share * (photo - fill)).requires_grad_()
        value = target(forward(weights, x)[0]).sum()
        return share, value.item(), ((photo - fill) * torch.autograd.grad(value, x)[0]).sum(1)

    points = [point(0.0), point(1.0)]
    for _ in range(LINE_POINTS):
        parts = list(zip(points, points[1:]))
        widths = [b[0] - a[0] for a, b in parts]
        gaps = [abs((b[0] - a[0]) * (a[2] + b[2]).sum().item() / 2 - (b[1] - a[1])) for a, b in parts]
        chosen = widths.index(max(widths)) if max(widths) > 1 / 8 else gaps.index(max(gaps))
        points.insert(chosen + 1, point((points[chosen][0] + points[chosen + 1][0]) / 2))
    return sum((b[0] - a[0]) / 2 * (a[2] + b[2]) for a, b in zip(points, points[1:]))


def class_activations(weights, photo, target_functions):
    """(CAM, LayerCAM of stage 3, of stage 4).

    CAM is Zhou et al. 2016, equation 2, over H W, with the class's weights generalised to a gradient at the logits.
    LayerCAM is Jiang et al. 2021, equations 5 and 6, without the last ReLU, which changes nothing: activations are
    not negative.
    """
    logits, stages = forward(weights, photo.clone().requires_grad_())
    cams, layer_cams = [], {3: [], 4: []}
    for target in target_functions:
        at_logits, *at_stages = torch.autograd.grad(target(logits).sum(), [logits, stages[3], stages[4]],
                                                    retain_graph=True)
        cams.append(torch.einsum("k,kc,chw->hw", at_logits[0], weights["fc.weight"], stages[4][0])
                    / stages[4][0, 0].numel())
        for stage, gradient in zip((3, 4), at_stages):
            layer_cams[stage].append((gradient.clamp(min=0) * stages[stage])[0].sum(0))
    return [upsampled(torch.stack(tiles), photo) for tiles in (cams, layer_cams[3], layer_cams[4])]


def upsampled(tiles, photo):
    return functional.interpolate(tiles[None], photo.shape[2:], mode="bilinear", align_corners=False)[0]


def windows(count, size):
    """[count,S]: how far each window covers each pixel of a side. Its middle is whole, its edge a smoothstep."""
    distance = (size - 1) / (count - 1)
    middles = torch.arange(count, dtype=torch.double)[:, None] * distance
    away = (torch.arange(size, dtype=torch.double) - middles).abs() / distance
    t = ((1 - away) / 0.5).clamp(0, 1)
    return t * t * (3 - 2 * t)


def occlusion(weights, photo, fill, target_functions):
    """How far each target falls when windows of two grids are filled; the mean over both grids."""
    single = {name: tensor.float() for name, tensor in weights.items()}
    maps = 0
    with torch.no_grad():
        whole = forward(single, photo.float())[0].double()
        for count in (7, 14):
            side = windows(count, photo.shape[-1])
            masks = torch.einsum("iy,jx->ijyx", side, side)
            logits = torch.cat([forward(single, (photo + row[:, None] * (fill - photo)).float())[0] for row in masks])
            masks = masks.flatten(0, 1)
            moved = torch.stack([target(whole) - target(logits.double()) for target in target_functions])
            maps = maps + torch.einsum("tn,nyx->tyx", moved, masks) / masks.sum(0) / 2
    return maps


# SmoothGrad's noise: the generator of shared/random.h, written from its papers.

def mix_seed(a, b):
    z = (a + 0x9E3779B97F4A7C15 * (b + 1)) & MASK64
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK64
    return z ^ (z >> 31)


def mt19937_64(seed, count):
    """Matsumoto and Nishimura 1998, in its 64-bit form (Nishimura 2000): the first `count` numbers."""
    state = [seed]
    for i in range(1, 312):
        state.append((6364136223846793005 * (state[-1] ^ (state[-1] >> 62)) + i) & MASK64)
    numbers = []
    while len(numbers) < count:
        for i in range(312):
            x = (state[i] & 0xFFFFFFFF80000000) | (state[(i + 1) % 312] & 0x7FFFFFFF)
            state[i] = state[(i + 156) % 312] ^ (x >> 1) ^ (0xB5026F5AA96619E9 if x & 1 else 0)
        for x in state:
            x ^= (x >> 29) & 0x5555555555555555
            x ^= (x << 17) & 0x71D67FFFEDA60000
            x ^= (x << 37) & 0xFFF7EEE000000000
            numbers.append(x ^ (x >> 43))
    return numbers[:count]


def noise(shape, copy):
    """Twelve uniform 16-bit numbers each, less their mean: three draws of 64 bits."""
    count = math.prod(shape)
    bits = numpy.array(mt19937_64(mix_seed(NOISE_SEED, copy), 3 * count), dtype=numpy.uint64)
    sums = sum((bits >> numpy.uint64(16 * part)) & numpy.uint64(0xFFFF) for part in range(4))
    uniform = (sums.reshape(count, 3).sum(1).astype(float) + 6) / 65536  # the middle of a step adds 1/2 to each
    return torch.tensor(uniform - 6).reshape(shape)


def noisy_copies(photo):
    deviation = NOISE_SHARE * (photo.max() - photo.min())
    return [photo + deviation * noise(photo.shape, copy) for copy in range(NOISY_COPIES)]


def smooth_grads(weights, photo, fill, target_functions):
    """(SmoothGrad, its square, the root mean square of changes): Smilkov et al. 2017; Hooker et al. 2019."""
    gradients = [input_gradients(weights, copy, target_functions) for copy in noisy_copies(photo)]
    changes = [((photo - fill) * g).sum(1) for g in gradients]
    return (sum(gradients).abs().amax(1) / NOISY_COPIES, sum(g * g for g in gradients).amax(1) / NOISY_COPIES,
            (sum(c * c for c in changes) / NOISY_COPIES).sqrt())


def quick_maps(weights, photo, backgrounds, functions):
    """(method, fill, samples, maps [T,S,S]) of what takes few passes."""
    gradients = input_gradients(weights, photo, functions)
    yield "gradient", "blurred", 0, gradients.abs().amax(1)
    yield "signed-gradient", "blurred", 0, gradients.sum(1)
    guided = input_gradients(weights, photo, functions, guided_relu)
    yield "guided-backpropagation", "blurred", 0, guided.clamp(min=0).amax(1)
    for fill, background in backgrounds.items():
        yield "gradient-times-input", fill, 0, (gradients * (photo - background)).sum(1)
    for method, maps in zip(("cam", "layer-cam-layer3", "layer-cam-layer4"),
                            class_activations(weights, photo, functions)):
        yield method, "blurred", 0, maps
    for method, maps in zip(("smooth-grad", "smooth-grad-squared", "smooth-times-input"),
                            smooth_grads(weights, photo, backgrounds["blurred"], functions)):
        yield method, "blurred", NOISY_COPIES, maps


def slow_maps(weights, photo, backgrounds, line_fills, functions):
    """The same of what takes many."""
    for fill in line_fills:
        yield ("integrated-gradients", fill, LINE_POINTS,
               integrated_gradients(weights, photo, backgrounds[fill], functions))
    yield "occlusion", "blurred", 0, occlusion(weights, photo, backgrounds["blurred"], functions)


def all_maps(network, photo):
    """(method, fill, samples, {target: map [S,S]}) of everything that is compared."""
    weights = {name: tensor.double() for name, tensor in network["weights"].items()}
    backgrounds, functions = fills(photo), targets(network)
    few = {target: functions[target] for target in network["slow_targets"]}
    for method, fill, samples, maps in quick_maps(weights, photo, backgrounds, list(functions.values())):
        yield method, fill, samples, dict(zip(functions, maps))
    for method, fill, samples, maps in slow_maps(weights, photo, backgrounds, network["line_fills"],
                                                 list(few.values())):
        yield method, fill, samples, dict(zip(few, maps))


def smooth_photo(size):
    """Random colours at four scales, normalised; as fp32 holds it."""
    photo = sum(functional.interpolate(torch.rand(1, 3, cells, cells, dtype=torch.double), (size, size),
                                       mode="bicubic", align_corners=False) * share
                for cells, share in ((4, 0.35), (9, 0.3), (20, 0.2), (size // 3, 0.15)))
    mean, std = (torch.tensor(values, dtype=torch.double).reshape(1, 3, 1, 1) for values in (MEAN, STD))
    return ((photo - mean) / std).float().double()


def read_safetensors(path):
    """(tensors as fp32, the text of deepCars' metadata)"""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__")["deepcars"]
    types = {"F16": "<f2", "F32": "<f4"}
    tensors = {}
    for name, entry in header.items():
        first, end = entry["data_offsets"]
        values = numpy.frombuffer(data[first:end], types[entry["dtype"]]).astype("<f4")
        tensors[name] = torch.tensor(values).reshape(entry["shape"])
    return tensors, json.loads(metadata)


def networks(model_path):
    years = [1950, 1961.5, 1973, 1980, 1994.25, 2003]
    yield {"name": "random", "weights": random_weights(len(years)), "size_px": 64, "class_years": years,
           "temperature": 1.5, "bucket": 2, "other": 4, "line_fills": ["blurred", "black", "mean-color"],
           "slow_targets": ["class:2", "difference:2:4", "expected-year"]}
    tensors, metadata = read_safetensors(model_path)
    yield {"name": "shipped", "weights": {name: t for name, t in tensors.items() if "familiarity" not in name},
           "size_px": metadata["input"]["size_px"], "class_years": metadata["class_years"],
           "temperature": metadata["temperature"], "bucket": 7, "other": 13, "line_fills": ["blurred"],
           "slow_targets": ["expected-year"]}


def write_network(folder, network):
    """Writes one network's files; returns its entry of the listing."""
    name, size = network["name"], network["size_px"]

    def write(what, tensor):
        path = f"{name}_{what}.f32".replace(":", "-")
        with open(os.path.join(folder, path), "wb") as file:
            file.write(parity_files.float_bytes(tensor))
        return path

    parity_files.write_safetensors(os.path.join(folder, name + ".safetensors"), network["weights"])
    photo = smooth_photo(size)
    return {"name": name, "weights": name + ".safetensors", "size_px": size, "class_years": network["class_years"],
            "temperature": network["temperature"], "photo": write("photo", photo),
            "fills": [{"name": fill, "values": write(fill, values)} for fill, values in fills(photo).items()],
            "maps": [{"method": method, "target": target, "fill": fill, "samples": samples, "seed": NOISE_SEED,
                      "values": write(f"{method}_{target}_{fill}", values)}
                     for method, fill, samples, maps in all_maps(network, photo)
                     for target, values in maps.items()]}


def main():
    folder, model_path = sys.argv[1:]
    global functional, numpy, torch
    torch, numpy = (parity_files.skip_without(module) for module in ("torch", "numpy"))
    functional = torch.nn.functional
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    parity_files.write_listing(
        os.path.join(folder, "explain.json"), [model_path], torch.__version__,
        lambda: {"networks": [write_network(folder, one) for one in networks(model_path)]})


main()
