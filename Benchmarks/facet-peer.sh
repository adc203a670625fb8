#!/usr/bin/env bash
# Runs Facet on a job of the shared benchmark harness: facet-peer.sh CONFIG.json
# The harness describes the job as {"base_url", "inputs", "perspectives": [{"name", "system"}],
# "concurrency", "max_retries", "timeout_s", "max_tokens", "temperature", "output", "workdir"}; this
# writes the Facet configuration of the same job and runs it. FACET_BENCH_ROWS=1 writes JSON Lines;
# FACET_BENCH_OPTIONS adds options, such as --no-ledger.
set -euo pipefail
job=$(<"$1")
field() { [[ $job =~ \"$1\":\ *\"([^\"]*)\" ]] && printf %s "${BASH_REMATCH[1]}"; }
number() { [[ $job =~ \"$1\":\ *([0-9.]+) ]] && printf %s "${BASH_REMATCH[1]}"; }
[[ $job =~ \"perspectives\":\ *(\[[^]]*(\]\][^]]*)*\]) ]]
perspectives=${BASH_REMATCH[1]//\"name\":/\"condition\":}
perspectives=${perspectives//\"system\":/\"strategy\": \"{{input\}\}\", \"system\":}
work=$(field workdir)
output=$(field output)
if [[ -z ${FACET_BENCH_ROWS:-} ]]; then
  mkdir -p "$output.d"
  output=$output.d/dataset.json
fi
cat >"$work/facet.json" <<JSON
{
  "task_type": "bench",
  "task_description": "benchmark",
  "model_config": {
    "model_name": "$(field model)", "base_url": "$(field base_url)",
    "api_key_env": "FACET_BENCH_KEY",
    "max_tokens": $(number max_tokens), "temperature": $(number temperature)
  },
  "agent_perspectives": $perspectives,
  "data_config": { "input_data_path": "$(field inputs)", "sample_size": null },
  "limits": { "max_concurrency": $(number concurrency) },
  "retry": { "max_attempts": $(number max_retries), "timeout_s": $(number timeout_s) }
}
JSON
export FACET_BENCH_KEY=$(field api_key) FACET_LEDGER=$work/ledger.sqlite
here=$(cd "$(dirname "$0")" && pwd)
exec "${FACET:-$here/../.build/release/facet}" run "$work/facet.json" -o "$output" \
  ${FACET_BENCH_OPTIONS:-}
