"""Averages the weights of models that started from the same weights: python -m matching.merge OUT.safetensors MODEL.safetensors ..."""

import sys

import torch
from safetensors.torch import load_file, save_file


def main(target, *sources):
    models = [load_file(source) for source in sources]
    save_file({name: torch.stack([model[name] for model in models]).mean(0) for name in models[0]}, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
