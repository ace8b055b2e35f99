"""What the real torchvision makes of random pictures, for tests/image/resize_parity_test.cc.

usage: torchvision_resize_reference.py FOLDER

Writes to FOLDER random 8-bit pictures (raw interleaved RGB) and the result of ToTensor and
Resize((height, width), antialias=True) (raw little-endian fp32, planar [3,H,W]), listed in resize.json.
Needs PyTorch and torchvision; without them it exits with status 77 (skipped).
"""

import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import parity_files

SEED = 21
# Height and width: smaller and larger than the output, one pixel wide, one high, a single pixel, 10:1, unchanged.
SHAPES = [(480, 640), (100, 90), (1, 500), (333, 1), (1, 1), (60, 600), (1200, 120), (224, 224), (225, 223), (2000, 37)]
RANDOM_SHAPES = 10
OUTPUTS = [(224, 224), (224, 224), (224, 224), (64, 96)]


def write_cases(folder, torch):
    from torchvision.transforms import functional
    torch.manual_seed(SEED)
    random.seed(SEED)
    shapes = SHAPES + [(random.randint(1, 900), random.randint(1, 900)) for _ in range(RANDOM_SHAPES)]
    cases = []
    for index, (height, width) in enumerate(shapes):
        out_height, out_width = OUTPUTS[index % len(OUTPUTS)]
        picture = torch.randint(0, 256, (height, width, 3), dtype=torch.uint8)
        # ToTensor of an 8-bit picture: channels first, divided by 255.
        tensor = picture.permute(2, 0, 1).contiguous().float().div(255)
        resized = functional.resize(tensor, [out_height, out_width], antialias=True)
        name = f"{width}x{height}_to_{out_width}x{out_height}"
        for suffix, data in ((".rgb", picture.numpy().tobytes()), (".f32", parity_files.float_bytes(resized))):
            with open(os.path.join(folder, name + suffix), "wb") as file:
                file.write(data)
        cases.append({"name": name, "width": width, "height": height, "out_width": out_width,
                      "out_height": out_height})
    return {"cases": cases}


def main():
    folder = sys.argv[1]
    torchvision, torch = (parity_files.skip_without(module) for module in ("torchvision", "torch"))
    parity_files.write_listing(os.path.join(folder, "resize.json"), [], torchvision.__version__,
                               lambda: write_cases(folder, torch))


main()
