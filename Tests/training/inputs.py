"""Writes the inputs of .ci/training: rows with eight answers each, and conversations that would
break a loader."""
import json
import os
import random
import sys

folder = sys.argv[1]
os.makedirs(folder)
chance = random.Random(7)


def lines(name, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        for row in rows:
            file.write((row if isinstance(row, str) else json.dumps(row)) + "\n")


def answers():
    for sample in range(30):
        question = f"How many bicycles does workshop {sample} repair in {20 + sample} days?"
        for completion in range(8):
            is_right = (sample * 7 + completion * 3) % 5 < 2
            text = f"SELECT count(*) FROM repairs WHERE workshop = {sample} AND {completion} > 0"
            yield {
                "sample_id": f"q{sample}", "sample_index": sample,
                "fields": {"gold_sql": "SELECT 1", "db_path": "bikes.sqlite", "day": "2026-11-30"},
                "condition": "Plain", "perspective_index": 0, "completion": completion,
                "model": "org/model", "status": "ok", "context": question,
                "reference": str(sample * 3), "response": text,
                "reasoning": "I count them." if completion == 0 else None,
                "messages": [
                    {"role": "system", "content": "You write SQL."},
                    {"role": "user", "content": question},
                    {"role": "assistant", "content": text},
                ],
                "cost_usd": 0.0001 * (completion + 1), "error": None,
                "scores": {"sql": 1.0 if is_right else 0.053087},
            }


TOOLS = [{
    "type": "function",
    "function": {
        "name": "run_python", "description": "Runs Python.",
        "parameters": {
            "type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"],
        },
    },
}]


def call(code, number=1):
    return {
        "role": "assistant", "content": "I run code.",
        "tool_calls": [{
            "id": f"call_{number}", "type": "function",
            "function": {"name": "run_python", "arguments": json.dumps({"code": code})},
        }],
    }


def conversation(number, answer):
    return [
        {"role": "system", "content": "You are an analyst."},
        {"role": "user", "content": f"What is {number} times {number}?"},
        call(f"print({number} * {number})"),
        {"role": "tool", "tool_call_id": "call_1", "name": "run_python", "content": str(number ** 2)},
        {"role": "assistant", "content": answer},
    ]


def late():
    """6,003 rows; keys, a column, a fraction and a mixed value occur first beyond ten megabytes."""
    for number in range(6003):
        row = {
            "messages": [
                {"role": "user", "content": f"Will it rain in town {number} tomorrow?"},
                {"role": "assistant", "content": f"Town {number} stays dry. " + "dry " * 500},
            ],
            "rank": 1 if number < 5990 else 0.5, "late": None if number < 6000 else "now",
            "mixed": number if number < 6001 else "text", "asked": "2026-11-30T09:05:09",
            "never": None,
        }
        if number == 6001:
            row["messages"] = conversation(number, "It is done now.")
            row["tools"] = TOOLS
        text = json.dumps(row)
        yield text.replace("stays dry", "stays \\ud800 dry") if number == 77 else text


def odd():
    """Names and numbers that loaders stumble over, and columns that they take for other formats."""
    formats = [
        {"system_prompt": "p", "model": "m", "source": "s"}, {"type": "t", "message": "m"},
        {"type": "t", "payload": {"a": 1}}, {"type": "t", "version": 1, "cwd": "/"},
    ]
    numbers = ["9223372036854775808", "1" + "0" * 30, "-0.0", "1e400", "0.053087", "1E5"]
    names = ["", "a b", "a\nb", "- x: #1", "yes", "2026-11-30", "\x7f", "\x85", "\u2028", "\uffff", "a\0b"]
    for number, text in enumerate(numbers):
        row = {
            "messages": [
                {"role": "user", "content": f"What is in box {number}?"},
                {"role": "assistant", "content": None, "function_call": {"name": "look"}},
                {"role": "function", "name": "look", "content": "a mug"},
                {"role": "assistant", "content": "It is a mug."},
            ],
            "number": "NUMBER", **formats[number % len(formats)],
            **{name: f"value {number}" for name in names},
        }
        yield json.dumps(row).replace('"NUMBER"', text)


def tool_pairs():
    for number in range(20):
        opening = conversation(number, "")[:2]
        yield {
            "prompt": opening, "tools": TOOLS,
            "chosen": [call(f"print({number} * {number})")],
            "rejected": [call(f"print({number} + {number} + 1)", 2)],
        }


lines("rows.jsonl", answers())
lines("late.jsonl", late())
lines("odd.jsonl", odd())
lines("tools.jsonl", [
    {"messages": conversation(number, f"The square is {number ** 2}."), "tools": TOOLS}
    for number in range(20)
])
lines("tool_pairs.jsonl", tool_pairs())
