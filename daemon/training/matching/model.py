"""The trunk of all-MiniLM-L6-v2 in torch, and the two models on top of it.

Weights keep the names of the published file, so that one export serves the trained and the original model.
Batches hold the tokens of texts of similar length; the caller pads.
"""

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

LAYERS, HEADS, WIDTH, INNER, VOCABULARY, POSITIONS = 6, 12, 384, 1536, 30522, 512


class Dropout(nn.Module):
    """Dropout whose random masks are cut from one long strip: drawing each anew takes a fifth of a step on a CPU."""

    def __init__(self, share, strip_length=1 << 22):
        super().__init__()
        kept = torch.rand(strip_length, generator=torch.Generator().manual_seed(0)) >= share
        self.register_buffer("strip", kept / (1 - share), persistent=False)

    def forward(self, x):
        if not self.training:
            return x
        start = int(torch.randint(self.strip.numel() // 2, ()))
        mask = self.strip[start : start + x.numel()]
        if mask.numel() < x.numel():
            mask = self.strip.repeat(x.numel() // self.strip.numel() + 2)[start : start + x.numel()]
        return x * mask.view_as(x)


class Attention(nn.Module):
    def __init__(self, dropout):
        super().__init__()
        self.self = nn.ModuleDict({part: nn.Linear(WIDTH, WIDTH) for part in ("query", "key", "value")})
        self.output = nn.ModuleDict({"dense": nn.Linear(WIDTH, WIDTH), "LayerNorm": nn.LayerNorm(WIDTH, 1e-12)})
        self.dropout = dropout

    def forward(self, hidden, mask):
        batch, length, _ = hidden.shape
        query, key, value = (
            self.self[part](hidden).view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2) for part in ("query", "key", "value")
        )
        # Written out: the fused kernel's backward pass is ten times slower in bf16 on a CPU at these lengths.
        scores = (query * (WIDTH // HEADS) ** -0.5) @ key.transpose(-1, -2)
        mixed = torch.softmax(scores if mask is None else scores + mask, -1) @ value
        projected = self.output["dense"](mixed.transpose(1, 2).reshape(batch, length, WIDTH))
        return self.output["LayerNorm"](self.dropout(projected) + hidden)


class Layer(nn.Module):
    def __init__(self, dropout):
        super().__init__()
        self.attention = Attention(dropout)
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(WIDTH, INNER)})
        self.output = nn.ModuleDict({"dense": nn.Linear(INNER, WIDTH), "LayerNorm": nn.LayerNorm(WIDTH, 1e-12)})
        self.dropout = dropout

    def forward(self, hidden, mask):
        hidden = self.attention(hidden, mask)
        outer = self.output["dense"](functional.gelu(self.intermediate["dense"](hidden)))
        return self.output["LayerNorm"](self.dropout(outer) + hidden)


class Trunk(nn.Module):
    """BERT without its pooler: token ids in, one row of 384 numbers a token out."""

    def __init__(self, dropout=0.1):
        super().__init__()
        drop = Dropout(dropout)
        self.embeddings = nn.ModuleDict({
            "word_embeddings": nn.Embedding(VOCABULARY, WIDTH),
            "position_embeddings": nn.Embedding(POSITIONS, WIDTH),
            "token_type_embeddings": nn.Embedding(2, WIDTH),
            "LayerNorm": nn.LayerNorm(WIDTH, 1e-12),
        })
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer(drop) for _ in range(LAYERS))})
        self.dropout = drop

    def forward(self, input_ids, attention_mask, token_type_ids):
        parts = self.embeddings
        positions = torch.arange(input_ids.shape[1])
        summed = parts["word_embeddings"](input_ids) + parts["position_embeddings"](positions) + parts["token_type_embeddings"](token_type_ids)
        hidden = self.dropout(parts["LayerNorm"](summed))
        padded = not attention_mask.all()
        mask = (attention_mask[:, None, None, :].to(hidden.dtype) - 1) * 1e9 if padded else None
        for layer in self.encoder["layer"]:
            hidden = layer(hidden, mask)
        return hidden


def load_trunk(path, dropout=0.1):
    """The words' own vectors stay as they are: training sees few of the 30,522, and the others must keep their distance to them."""
    trunk = Trunk(dropout)
    weights = {name: value for name, value in load_file(path).items() if name in trunk.state_dict()}
    trunk.load_state_dict(weights)
    trunk.embeddings["word_embeddings"].weight.requires_grad_(False)
    return trunk


def mean_of(hidden, kept):
    """Mean over the tokens whose `kept` is 1."""
    kept = kept.unsqueeze(-1).to(hidden.dtype)
    return (hidden * kept).sum(1) / kept.sum(1).clamp(min=1)


class Verifier(nn.Module):
    """Reads two questions together; its logit says whether one answer serves both."""

    def __init__(self, trunk):
        super().__init__()
        self.trunk = trunk
        self.head = nn.ModuleDict({"dense": nn.Linear(4 * WIDTH, WIDTH), "out": nn.Linear(WIDTH, 1)})

    def forward(self, input_ids, attention_mask, token_type_ids):
        hidden = self.trunk(input_ids, attention_mask, token_type_ids)
        second = mean_of(hidden, token_type_ids)
        first = mean_of(hidden, attention_mask - token_type_ids)
        pooled = torch.cat([hidden[:, 0], (first - second).abs(), first * second, first + second], -1)
        return self.head["out"](torch.tanh(self.head["dense"](pooled))).squeeze(-1).float()


class Embedder(nn.Module):
    """One question in, one vector of unit length out."""

    def __init__(self, trunk):
        super().__init__()
        self.trunk = trunk

    def forward(self, input_ids, attention_mask, token_type_ids):
        return functional.normalize(mean_of(self.trunk(input_ids, attention_mask, token_type_ids).float(), attention_mask), dim=-1)
