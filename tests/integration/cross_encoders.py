"""A real cross-encoder, tiny and with random weights."""

from collections.abc import Sequence
from pathlib import Path

from index.model_folder import BUNDLED_MODEL, find_model


def save_cross_encoder(folder: Path, labels: Sequence[str]) -> Path:
    """Save one with an output for each label."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    tokenizer = AutoTokenizer.from_pretrained(find_model(BUNDLED_MODEL).path)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        initializer_range=1.0,
    )
    config.num_labels = len(labels)
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: at for at, label in enumerate(labels)}
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
