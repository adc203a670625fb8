extension PriceTable {
  /// Prices of the other hosts.
  static let hosts = """
    together:
      MiniMaxAI/MiniMax-M2.7 0.3 1.2 cached=0.06
      MiniMaxAI/MiniMax-M3 0.3 1.2 cached=0.06 ends=2026-11-06 thinks
      MiniMaxAI/MiniMax-M3.1-Flash 0.15 0.6 cached=0.015
      Qwen/Qwen2.5-14B-Instruct 0.8 0.8
      Qwen/Qwen2.5-72B-Instruct 1.2 1.2
      Qwen/Qwen2.5-7B-Instruct-Turbo 0.3 0.3
      Qwen/Qwen3.5-9B 0.17 0.25 thinks
      Qwen/Qwen3.6-Plus 0.5 3 thinks
      Qwen/Qwen3.7-Max 1.5 4.5 cached=0.3
      Qwen/Qwen3.7-Plus 0.32 1.28
      Qwen/Qwen3.8-2.4T-A95B 2 6 cached=0.25 ends=2026-11-04
      Qwen/Qwen3.8-Flash 0.15 0.47
      arcee-ai/trinity-mini 0.045 0.15
      deepseek-ai/DeepSeek-R1-0528 3 7
      deepseek-ai/DeepSeek-V3 1.25 1.25
      deepseek-ai/DeepSeek-V4-Flash-0731 0.14 0.28 cached=0.03 ends=2026-10-22
      deepseek-ai/DeepSeek-V4-Pro-0813 1.32 3.96 cached=0.13
      deepseek-ai/DeepSeek-V4.1-Flash 0.3 1.2 cached=0.006
      deepseek-ai/DeepSeek-V4.1-Flash-1017 0.3 1.2 cached=0.006 thinks
      google/gemma-4-31B-it 0.39 0.97 ends=2026-09-15
      meta-llama/Llama-3.1-405B-Instruct 3.5 3.5
      meta-llama/Llama-3.2-1B-Instruct 0.06 0.06
      meta-llama/Llama-3.2-3B-Instruct 0.06 0.06
      meta-llama/Llama-3.3-70B-Instruct-Turbo 1.04 1.04 ends=2026-10-22
      meta-models/Muse-Glimmer-30B 0.35 1.5 cached=0.04
      meta-models/Muse-Spark-Open-816B-A42B 1.25 4.25 cached=0.15
      mistralai/Ministral-3-14B-Instruct-2512 0.2 0.2
      mistralai/Mistral-7B-Instruct-v0.3 0.2 0.2
      moonshotai/Kimi-K2-Instruct 1 3
      moonshotai/Kimi-K2.5-fp4 0.5 2.8
      moonshotai/Kimi-K2.6 1.2 4.5 cached=0.2 ends=2026-08-19
      moonshotai/Kimi-K2.7-Code 0.95 4 cached=0.19 ends=2026-08-27
      moonshotai/Kimi-K3 3 15 cached=0.3 thinks
      nvidia/NVIDIA-Nemotron-3.5-Super-VL 0.15 0.5 cached=0.02 thinks
      nvidia/nemotron-3-ultra-550b-a55b 0.6 3.6 cached=0.2 ends=2026-08-27
      openai/gpt-oss-120b 0.15 0.6 thinks
      openai/gpt-oss-20b 0.05 0.2 ends=2026-09-15
      reflection/Beam-1.0-501B-A23B 0.4 1.2 cached=0.04
      thinkingmachines/Inkling 1 4.05 cached=0.17 ends=2026-11-06
    mistral:
      codestral-2508 0.3 0.9 cached=0.03
      codestral-latest 0.3 0.9 cached=0.03
      devstral-latest 0.4 2 cached=0.04
      devstral-medium-latest 0.4 2 cached=0.04
      devstral-small-latest 0.1 0.3 cached=0.01
      magistral-medium-latest 1.5 7.5 cached=0.15 thinks
      magistral-small-latest 0.15 0.6 cached=0.015 thinks
      ministral-14b-2512 0.2 0.2 cached=0.02
      ministral-14b-latest 0.2 0.2 cached=0.02
      ministral-3-14b-2512 0.2 0.2 cached=0.02
      ministral-3-3b-2512 0.1 0.1 cached=0.01
      ministral-3-8b-2512 0.15 0.15 cached=0.015
      ministral-3b-2512 0.1 0.1 cached=0.01
      ministral-3b-latest 0.1 0.1 cached=0.01
      ministral-8b-2512 0.15 0.15 cached=0.015
      ministral-8b-latest 0.15 0.15 cached=0.015
      mistral-large-2512 0.5 1.5 cached=0.05
      mistral-large-3 0.5 1.5 cached=0.05
      mistral-large-4 1.36 4.18 cached=0.14
      mistral-large-4-0 1.36 4.18 cached=0.14
      mistral-large-latest 0.5 1.5 cached=0.05
      mistral-medium 1.5 7.5 cached=0.15
      mistral-medium-2604 1.5 7.5 cached=0.15
      mistral-medium-3 1.5 7.5 cached=0.15
      mistral-medium-3-5 1.5 7.5 cached=0.15
      mistral-medium-3.5 1.5 7.5 cached=0.15
      mistral-medium-latest 1.5 7.5 cached=0.15
      mistral-small 0.1 0.3 cached=0.01
      mistral-small-2603 0.15 0.6 cached=0.015
      mistral-small-latest 0.15 0.6 cached=0.015
      mistral-tiny 0.25 0.25 cached=0.025
      open-mistral-nemo 0.3 0.3 cached=0.03
    groq: flex=100
      openai/gpt-oss-120b 0.15 0.6 cached=0.075 thinks
      openai/gpt-oss-20b 0.075 0.3 cached=0.0375 thinks
      qwen/qwen3.8-27b 0.8 4 thinks
    deepseek:
      deepseek-chat 0.28 0.42 cached=0.028 ends=2026-07-24
      deepseek-coder 0.14 0.28 cached=0.014
      deepseek-flash 0.3 1.2 cached=0.006 thinks
      deepseek-r1 0.55 2.19 cached=0.14 thinks
      deepseek-reasoner 0.28 0.42 cached=0.028 ends=2026-07-24 thinks
      deepseek-v3 0.27 1.1 cached=0.07
      deepseek-v3.2 0.28 0.4 cached=0.028 thinks
      deepseek-v4-flash 0.3 1.2 cached=0.006 thinks
      deepseek-v4-pro 1.32 3.96 cached=0.044 thinks
    xai:
      grok-4.20 1.25 2.5 cached=0.2 above=200000:2.5:5:0.4 batch=80 thinks
      grok-4.20-non-reasoning 1.25 2.5 cached=0.2 above=200000:2.5:5:0.4 batch=80
      grok-4.20-non-reasoning-latest 1.25 2.5 cached=0.2 above=200000:2.5:5:0.4 batch=80
      grok-4.20-reasoning 1.25 2.5 cached=0.2 above=200000:2.5:5:0.4 batch=80 thinks
      grok-4.20-reasoning-latest 1.25 2.5 cached=0.2 above=200000:2.5:5:0.4 batch=80 thinks
      grok-4.3 1.25 2.5 cached=0.2 above=200000:2.5:5:0.4 batch=80 thinks
      grok-4.3-latest 1.25 2.5 cached=0.2 above=200000:2.5:5:0.4 batch=80 thinks
      grok-4.5 2 6 cached=0.3 above=200000:4:12:0.6 thinks
      grok-4.5-latest 2 6 cached=0.3 above=200000:4:12:0.6 thinks
      grok-4.6 2 6 cached=0.5 above=200000:4:12:1 thinks
      grok-4.7 2 6 cached=0.5 above=200000:4:12:1 batch=80 thinks
    cerebras:
      gemma-4-31b 0.99 1.49
      gpt-oss-120b 0.35 0.75 thinks
      llama-3.1-70b 0.6 0.6
      llama-3.1-8b 0.1 0.1
      qwen-3.8-27b 0.99 1.49 thinks
    moonshot:
      kimi-k2.5 0.6 3 cached=0.1 ends=2026-08-31 thinks
      kimi-k2.6 0.95 4 cached=0.16 thinks
      kimi-k2.7-code 0.95 4 cached=0.19 thinks
      kimi-k3 3 15 cached=0.3 write=3 thinks
      kimi-k3.1-pro 2 10 cached=0.2 write=2 thinks
      moonshot-v1-128k 2 5 ends=2026-08-31
      moonshot-v1-32k 1 3 ends=2026-08-31
      moonshot-v1-8k 0.2 2 ends=2026-08-31
      moonshot-v1-auto 2 5 ends=2026-08-31
    zai:
      glm-4-32b-0414-128k 0.1 0.1
      glm-4.5 0.6 2.2
      glm-4.5-air 0.2 1.1
      glm-4.5-airx 1.1 4.5
      glm-4.5-x 2.2 8.9
      glm-4.6 0.6 2.2 cached=0.11 thinks
      glm-4.7 0.6 2.2 cached=0.11 thinks
      glm-5 1 3.2 cached=0.2 thinks
      glm-5-code 1.2 5 cached=0.3 thinks
      glm-5.1 1.4 4.4 cached=0.26 thinks
      glm-5.2 1.4 4.4 cached=0.26 thinks
      glm-5.3 1.4 4.4 cached=0.26 thinks
      glm-5.3-flash 0.15 0.5 cached=0.03 thinks
    perplexity:
      sonar 1 1
      sonar-pro 3 15
      sonar-reasoning 1 5 thinks
      sonar-reasoning-pro 2 8 thinks
    """
}
