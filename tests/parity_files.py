"""What the scripts share that write a reference's results for the parity tests; parity_files.h reads them."""

import hashlib
import json
import os
import struct
import sys

SKIPPED = 77


def skip_without(module):
    """The module; without it, the script says so and exits with status 77."""
    try:
        return __import__(module)
    except ImportError:
        print(f"skipped: {module} is missing (Debian: python3-{module})")
        sys.exit(SKIPPED)


def write_listing(path, sources, versions, make):
    """Writes to path what make() returns, a dictionary, unless it is there already, made from the same.

    The sources are files; so are this script and the one that runs.
    """
    made_from = versions
    for source in (__file__, sys.argv[0], *sources):
        with open(source, "rb") as file:
            made_from += " " + hashlib.sha256(file.read()).hexdigest()
    if os.path.exists(path):
        with open(path) as file:
            if json.load(file)["made_from"] == made_from:
                print("up to date")
                return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    listing = {"made_from": made_from} | make()
    with open(path + ".part", "w") as file:
        json.dump(listing, file, indent=1)
    os.replace(path + ".part", path)


def float_bytes(tensor):
    """Little-endian fp32."""
    return tensor.detach().contiguous().numpy().astype("<f4").tobytes()


def write_safetensors(path, tensors):
    """The format is 8 bytes of header length, the header in JSON, and the values."""
    header, data, position = {}, [], 0
    for name, tensor in sorted(tensors.items()):
        data.append(float_bytes(tensor))
        end = position + len(data[-1])
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [position, end]}
        position = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(data))
