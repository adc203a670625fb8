"""Trains one step of each TRL trainer on exports, with a model of 88 kB that needs no download."""
import itertools
import json
import os
import re
import sys
import warnings

import torch
import trl
from datasets import load_dataset
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

warnings.simplefilter("ignore")
exports, path = sys.argv[1:]
templates = os.path.join(os.path.dirname(trl.__file__), "chat_templates")


def template(name):
    with open(os.path.join(templates, name), encoding="utf-8") as file:
        return file.read()


def make_model():
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    marks = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    vocabulary = {letter: index for index, letter in enumerate(letters)}
    core = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    core.add_special_tokens(marks)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    tokenizer.chat_template = template("qwen3.jinja")
    torch.manual_seed(1)
    model = Qwen3ForCausalLM(Qwen3Config(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, head_dim=8, max_position_embeddings=8192))
    model.save_pretrained(path)
    tokenizer.save_pretrained(path)
    return tokenizer


def rows(name, kind, count=8):
    return load_dataset(os.path.join(exports, name), kind, split="train").select(range(count))


common = dict(
    output_dir=path + "-out", max_steps=1, per_device_train_batch_size=2, report_to=[],
    use_cpu=True, logging_steps=1, save_strategy="no", disable_tqdm=True, bf16=False)
tokenizer = make_model()

# Supervised: only the assistant's turns are learnt.
trainer = trl.SFTTrainer(
    path, args=trl.SFTConfig(**common, assistant_only_loss=True, max_length=4096),
    train_dataset=rows("tools", "sft"), processing_class=tokenizer)
batch = next(iter(trainer.get_train_dataloader()))
for tokens, labels in zip(batch["input_ids"], batch["labels"]):
    spans = [
        tokenizer.decode([token for token, _ in span]).strip()
        for is_learnt, span in itertools.groupby(
            zip(tokens.tolist(), labels.tolist()), key=lambda pair: pair[1] != -100) if is_learnt]
    turns = [
        turn.strip() for turn in re.findall(
            r"<\|im_start\|>assistant\n(.*?<\|im_end\|>)", tokenizer.decode(tokens), re.DOTALL)]
    if not turns or spans != turns:
        sys.exit(f"error: these are not the assistant's turns: {spans!r}, but {turns!r}")
trainer.train()
print("sft: one step, only the assistant's turns are learnt")

trl.SFTTrainer(
    path, args=trl.SFTConfig(**common, max_length=4096), train_dataset=rows("completion", "sft"),
    processing_class=tokenizer).train()
print("sft, prompt and completion: one step")

for name in ("dpo", "tool_pairs"):
    trl.DPOTrainer(
        path, args=trl.DPOConfig(**common, max_length=4096), train_dataset=rows(name, "dpo"),
        processing_class=tokenizer).train()
    print(f"dpo, {name}: one step")

trl.RewardTrainer(
    path, args=trl.RewardConfig(**common, max_length=4096), train_dataset=rows("dpo", "dpo"),
    processing_class=tokenizer).train()
print("reward: one step")

seen = {}


def reward(completions, ground_truth, gold_sql, pass_rate, **columns):
    seen.update(truth=ground_truth, sql=gold_sql, rate=pass_rate)
    return [float(len(str(completion))) for completion in completions]


trl.GRPOTrainer(
    path, reward_funcs=reward,
    args=trl.GRPOConfig(**common, num_generations=2, max_completion_length=8),
    train_dataset=rows("rl", "rl"), processing_class=tokenizer).train()
if not isinstance(seen.get("truth"), list) or not all(isinstance(t, str) for t in seen["truth"]):
    sys.exit(f"error: the reward function did not get the columns: {seen}")
print("grpo: one step, the columns reach the reward function")

try:
    from trl import KTOConfig, KTOTrainer
except ImportError:
    from trl.experimental.kto import KTOConfig, KTOTrainer
KTOTrainer(
    path, args=KTOConfig(**common, max_length=4096), train_dataset=rows("kto", "kto"),
    processing_class=tokenizer).train()
print("kto: one step")

# All templates with tools that TRL ships render an export.
conversation = rows("tools", "sft", 1)[0]
tools = json.loads(conversation["tools"])
code = conversation["messages"][2]["tool_calls"][0]["function"]["arguments"]["code"]
rendered, refused = [], []
for name in sorted(os.listdir(templates)):
    if not name.endswith(".jinja") or "training" in name:
        continue
    tokenizer.chat_template = template(name)
    try:
        text = tokenizer.apply_chat_template(
            conversation["messages"], tools=tools, tokenize=False)
        (rendered if code in text else refused).append(name)
    except Exception as error:
        refused.append(f"{name} ({str(error)[:40]})")
print(f"templates: {len(rendered)} render the calls; others: {refused}")
if len(rendered) < 27:
    sys.exit("error: templates with tools do not render the export")
