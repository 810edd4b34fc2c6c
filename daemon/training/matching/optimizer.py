"""AdamW over 32-bit copies of a bf16 model's weights, with warm-up, linear decay and a running average of the weights."""

import torch

WARM_UP, CLIP, DECAY = 0.06, 1.0, 0.01


class MasterAdamW:
    def __init__(self, model, rate, total_steps, average):
        self.weights = [weight for weight in model.parameters() if weight.requires_grad]
        self.masters = [weight.detach().float().clone().requires_grad_() for weight in self.weights]
        self.averages = [master.detach().clone() for master in self.masters]
        groups = [
            {"params": [m for m in self.masters if m.dim() > 1], "weight_decay": DECAY},
            {"params": [m for m in self.masters if m.dim() == 1], "weight_decay": 0.0},
        ]
        self.adam = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), fused=True)
        self.rate, self.total_steps, self.average, self.steps = rate, total_steps, average, 0

    def step(self):
        for master, weight in zip(self.masters, self.weights):
            master.grad = weight.grad.float()
            weight.grad = None
        torch.nn.utils.clip_grad_norm_(self.masters, CLIP)
        self.steps += 1
        warm_up = self.steps / (WARM_UP * self.total_steps)
        decay = (self.total_steps - self.steps) / ((1 - WARM_UP) * self.total_steps)
        for group in self.adam.param_groups:
            group["lr"] = self.rate * max(0.01, min(warm_up, decay))
        self.adam.step()
        kept = min(self.average, self.steps / (self.steps + 20))
        with torch.no_grad():
            torch._foreach_lerp_(self.averages, self.masters, 1 - kept)
            torch._foreach_copy_(self.weights, self.masters)

    def use_average(self, model):
        """Puts the averaged weights into the model, which is of 32 bits from then on."""
        model.float()
        for weight, average in zip(self.weights, self.averages):
            weight.data = average
