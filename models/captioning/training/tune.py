"""Train the captioning network and its encoder's later blocks on a GPU:
``python -m models.captioning.training.tune --data …``.

Every step sees pictures cropped and coloured anew. First with cross-entropy, then, as a run of its own that starts from
another's weights (``--start``), on CIDEr itself: self-critical training (Rennie et al., CVPR 2017), each sample judged
against the mean of the picture's other samples (Luo, 2020). A stopped run goes on at its last epoch.

Needs PyTorch, which is none of the project's dependencies: ``pip install torch``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from models.assets import assets
from models.captioning import tokens, weights
from models.captioning.architecture import TUNED, Shape, initial_weights
from models.captioning.training import judge, rewards
from models.captioning.training.bags import bags_of
from models.captioning.training.torch_network import Network, from_torch, to_torch
from models.captioning.training.views import views_of
from models.toolkit import efficientnet_lite
from models.toolkit.importers import torch as torch_files
from models.training import flickr8k
from models.training.flickr8k import CAPTIONS, DataError
from models.training.training import PROGRESS_EVERY, Run, RunError, add_options, rate_at

Array = np.ndarray[Any, Any]
Tensor = Any

FIRST = 4
"""The first block that is trained: what lies before knows edges and textures already."""
_BETAS = (0.9, 0.98)
_LEAST_RATE = 0.05
_JUDGED = 250
"""Pictures whose captions are written at once when the dev pictures' are judged."""


class Trainer:
    """One run: network, optimizer, data, and where it stands."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.record = options, Run(options)
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        corpus = flickr8k.read_corpus(options.data)
        self._references, self._dev = (judge.references_of(corpus, names) for names in (corpus.train, corpus.dev))
        self.vocabulary = tokens.build(one for many in self._references for one in many)
        if options.reinforce:
            self._jury = rewards.Jury(self._references, self.vocabulary, options.bleu, options.judges)
        self.shape = Shape(
            vocabulary=len(self.vocabulary), positions=options.positions, bag=True, pooled=True, tuned=FIRST
        )
        said = np.array(
            [[self.vocabulary.encode(one, options.positions + 1) for one in many] for many in self._references]
        )
        self._said = torch.from_numpy(said.astype(np.int64)).to(self._device)
        self._bags = torch.from_numpy(bags_of(said, len(self.vocabulary))).to(self._device)
        self._pictures, self._dev_pictures = (self._open(split) for split in ("train", "dev"))
        self._make_network()
        self.epoch = 0

    def _open(self, split: str) -> Tensor:
        """A split's pictures on the device, uint8 (N, 3, 224, 224)."""
        pictures = flickr8k.open_pictures(self.options.data, self.options.work, split)
        return torch.from_numpy(np.array(pictures)).to(self._device).permute(0, 3, 1, 2).contiguous()

    def _make_network(self) -> None:
        own = efficientnet_lite.folded(torch_files.read(assets.path(efficientnet_lite.ASSET)))
        arrays = initial_weights(self.shape, self.options.seed)
        arrays |= {name: own[name.removeprefix(TUNED)] for name in arrays if name.startswith(TUNED)}
        if self.options.start:
            arrays, shape, vocabulary = weights.read(self.options.start)
            if vocabulary != self.vocabulary or shape != self.shape:
                raise DataError("the weights to start from have another vocabulary or architecture")
        self.weights = {name: to_torch(name, array).to(self._device) for name, array in arrays.items()}
        self._mean = {name: weight.clone() for name, weight in self.weights.items()}
        trunk = {name: to_torch(name, array).to(self._device) for name, array in own.items()}
        for weight in self.weights.values():
            weight.requires_grad_()
        self._network, self._judged = (Network(self.shape, it, trunk) for it in (self.weights, self._mean))
        self._optimizer = self._new_optimizer()

    def _new_optimizer(self) -> Any:
        """AdamW; the encoder learns with a part of the rate: what it knows from a million pictures is to stay."""
        groups = []
        for is_encoder in (True, False):
            members = [(name, it) for name, it in self.weights.items() if name.startswith(TUNED) == is_encoder]
            share = self.options.share if is_encoder else 1.0
            for decays in (True, False):
                decay = self.options.decay if decays and not is_encoder else 0.0
                chosen = [weight for name, weight in members if name.endswith("kernel") == decays]
                groups.append({"params": chosen, "share": share, "weight_decay": decay})
        return torch.optim.AdamW(groups, betas=_BETAS, fused=self._device == "cuda")

    def run(self) -> None:
        """Train the epochs that are left, with a checkpoint, the weights and the dev scores after each."""
        self._resume()
        while self.epoch < self.options.epochs:
            begun = time.monotonic()
            told = self._train_epoch()
            self.epoch += 1
            self._save()
            kind = "CIDEr of samples" if self.options.reinforce else "loss"
            self.record.log(
                f"epoch {self.epoch}: {kind} {told:.4f}; greedy {self.scores()}; {time.monotonic() - begun:.0f} s"
            )

    def _train_epoch(self) -> float:
        options = self.options
        torch.manual_seed(1000 * options.seed + self.epoch)
        self._network.dropout = options.dropout
        batches = list(self._batches())
        told: list[Tensor] = []
        said_at = time.monotonic()
        for number, rows in enumerate(batches, self.epoch * len(batches) + 1):
            self.record.wait()
            rate = rate_at(
                number, rate=options.rate, warmup=options.warmup, total=len(batches) * options.epochs, least=_LEAST_RATE
            )
            for group in self._optimizer.param_groups:
                group["lr"] = rate * group["share"]
            loss, tellable = self._reinforce(rows) if options.reinforce else self._imitate(rows)
            self._optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(list(self.weights.values()), 1.0)
            self._optimizer.step()
            keep = min(options.averaging, 1 - 1 / (1 + number / 10))
            torch._foreach_lerp_(list(self._mean.values()), [it.detach() for it in self.weights.values()], 1 - keep)
            told.append(tellable)
            if time.monotonic() - said_at > PROGRESS_EVERY:
                said_at = time.monotonic()
                self.record.log(f"epoch {self.epoch + 1}: step {len(told)} of {len(batches)}, {float(tellable):.4f}")
        return float(torch.stack(told).mean())

    def _batches(self) -> Iterator[Tensor]:
        order = torch.randperm(len(self._references), device=self._device)
        size = self.options.pictures
        yield from (order[first : first + size] for first in range(0, len(order) - size + 1, size))

    def _imitate(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Cross-entropy of all captions of some pictures and, as a second task, of the bags of their words."""
        said = self._said[rows]
        with self._half():
            memory = self._network.memory(views_of(self._pictures[rows], self.options.least))
            scores = self._network.logits(self._network.hidden(memory, said[:, :, :-1])).float()
        targets = said[:, :, 1:].masked_fill(said[:, :, 1:] == tokens.UNKNOWN, tokens.PAD)
        loss = functional.cross_entropy(
            scores.flatten(0, 2), targets.flatten(), ignore_index=tokens.PAD, label_smoothing=self.options.smoothing
        )
        return loss + self._bag_loss(memory, rows), loss.detach()

    def _reinforce(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Minus the samples' log-probabilities, each weighted by how much better it is than the picture's others."""
        options, network = self.options, self._network
        pictures = views_of(self._pictures[rows], options.least)
        network.dropout = 0.0
        with torch.no_grad(), self._half():
            drawn = network.write(network.memory(pictures), options.samples, self._draw)
        network.dropout = options.dropout
        judged = self._jury(rows.cpu().numpy(), drawn[:, :, 1:].cpu().numpy())
        scores = torch.from_numpy(judged).to(self._device)
        advantage = scores - (scores.sum(1, keepdim=True) - scores) / (options.samples - 1)
        with self._half():
            memory = network.memory(pictures)
            logits = network.logits(network.hidden(memory, drawn[:, :, :-1])).float()
        targets = drawn[:, :, 1:, None]
        said = functional.log_softmax(logits / options.temperature, -1).gather(-1, targets)
        loss = -(advantage[..., None, None] * said * (targets != tokens.PAD)).sum() / (targets != tokens.PAD).sum()
        return loss + self._bag_loss(memory, rows), scores.mean()

    def _draw(self, scores: Tensor) -> Tensor:
        """One word each, as probable as at the temperature (the Gumbel trick)."""
        return (scores / self.options.temperature - torch.empty_like(scores).exponential_().log()).argmax(-1)

    def _bag_loss(self, memory: Tensor, rows: Tensor) -> Tensor:
        with self._half():
            bag = functional.log_softmax(self._network.bag(memory).float(), -1)
        return -self.options.bag * (self._bags[rows] * bag).sum(1).mean()

    def _half(self) -> Any:
        return torch.autocast(self._device, torch.bfloat16, enabled=self._device == "cuda")

    def scores(self) -> judge.Scores:
        """Scores of the averaged weights' greedy captions of the dev pictures."""
        captions: list[list[str]] = []
        for pictures in self._dev_pictures.split(_JUDGED):
            with torch.no_grad(), self._half():
                memory = self._judged.memory(pictures.float())
                drawn = self._judged.write(memory, 1, lambda scores: scores.argmax(-1))
            captions += [self.vocabulary.decode(one[0].tolist()) for one in drawn]
        return judge.score(captions, self._dev)

    def _save(self) -> None:
        """The checkpoint, whole or not at all, and the averaged weights."""
        state = {"weights": self.weights, "mean": self._mean, "optimizer": self._optimizer.state_dict()}
        fresh = self.record.folder / "checkpoint.tmp"
        torch.save(state | {"epoch": self.epoch, "seed": self.options.seed}, fresh)
        fresh.replace(self.record.folder / "checkpoint.pt")
        arrays = {name: from_torch(name, weight) for name, weight in self._mean.items()}
        weights.save(self.record.folder / f"epoch-{self.epoch:02d}.npz", self.shape, arrays, self.vocabulary)

    def _resume(self) -> None:
        """Go on at the checkpoint, if there is one. Raises RunError when it was made with another seed."""
        file = self.record.folder / "checkpoint.pt"
        if not file.exists():
            return
        state = torch.load(file, map_location=self._device, weights_only=True)
        if state["seed"] != self.options.seed:
            raise RunError("the checkpoint was made with another seed")
        for ours, theirs in ((self.weights, state["weights"]), (self._mean, state["mean"])):
            for name, weight in ours.items():
                weight.data.copy_(theirs[name])
        self._optimizer.load_state_dict(state["optimizer"])
        self.epoch = state["epoch"]
        self.record.log(f"going on after epoch {self.epoch}")


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; its defaults are the recipe's first run."""
    parser = argparse.ArgumentParser(prog="python -m models.captioning.training.tune", description=__doc__)
    add_options(parser, work="a folder outside the project, for pictures and runs", start="weights to start from (npz)")
    parser.add_argument("--reinforce", action="store_true", help="self-critical training on CIDEr")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--pictures", type=int, default=100, help="in a step, each with all its captions or samples")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--warmup", type=int, default=50, help="steps")
    parser.add_argument("--share", type=float, default=0.1, help="the encoder's part of the rate")
    parser.add_argument("--decay", type=float, default=0.01)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--smoothing", type=float, default=0.1)
    parser.add_argument("--bag", type=float, default=0.2, help="weight of the words in no order as a second task")
    parser.add_argument("--averaging", type=float, default=0.99, help="0.99: the mean of some 100 steps' weights")
    parser.add_argument("--least", type=float, default=0.5, help="the smallest share of a picture that a view shows")
    parser.add_argument("--positions", type=int, default=21, help="words of the longest caption, its end included")
    parser.add_argument("--samples", type=int, default=CAPTIONS, help="captions drawn for each picture")
    parser.add_argument("--temperature", type=float, default=0.7, help="of the policy that captions are drawn from")
    parser.add_argument("--bleu", type=float, default=0.0, help="what BLEU-4 is worth beside CIDEr")
    parser.add_argument("--judges", type=int, default=4, help="processes that judge samples")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Train; returns the exit code."""
    options = options_from(arguments)
    torch.set_num_threads(options.threads)
    torch.backends.cudnn.benchmark = True
    Trainer(options).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
