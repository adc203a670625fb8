extension PriceTable {
  /// Prices of OpenAI, Anthropic and Gemini.
  static let makers = """
    openai: batch=50
      chat-latest 5 30 cached=0.5 thinks
      gpt-3.5-turbo 0.5 1.5 ends=2026-10-23
      gpt-3.5-turbo-0125 0.5 1.5 ends=2026-10-23
      gpt-3.5-turbo-1106 1 2 ends=2026-09-28
      gpt-3.5-turbo-16k 3 4 ends=2026-10-23
      gpt-4 30 60 ends=2026-10-23
      gpt-4-0613 30 60 ends=2026-10-23
      gpt-4-1106-preview 10 30 ends=2026-10-23
      gpt-4-turbo 10 30 ends=2026-10-23
      gpt-4.1 2 8 cached=0.5
      gpt-4.1-2025-04-14 2 8 cached=0.5 ends=2027-01-14
      gpt-4.1-mini 0.4 1.6 cached=0.1
      gpt-4.1-mini-2025-04-14 0.4 1.6 cached=0.1 ends=2027-01-14
      gpt-4.1-nano 0.1 0.4 cached=0.025 ends=2026-10-23
      gpt-4o 2.5 10 cached=1.25 ends=2027-01-14
      gpt-4o-2024-05-13 5 15 ends=2026-10-23
      gpt-4o-mini 0.15 0.6 cached=0.075 ends=2027-01-14
      gpt-5 1.25 10 cached=0.125 flex=50 ends=2026-12-11 thinks
      gpt-5-chat 1.25 10 cached=0.125 ends=2026-07-23 thinks
      gpt-5-chat-latest 1.25 10 cached=0.125 ends=2026-07-23 thinks
      gpt-5-mini 0.25 2 cached=0.025 flex=50 ends=2026-12-11 thinks
      gpt-5-nano 0.05 0.4 cached=0.005 flex=50 ends=2026-12-11 thinks
      gpt-5.1 1.25 10 cached=0.125 flex=50 ends=2027-04-01
      gpt-5.1-chat-latest 1.25 10 cached=0.125 ends=2026-07-23 thinks
      gpt-5.2 1.75 14 cached=0.175 flex=50
      gpt-5.2-chat-latest 1.75 14 cached=0.175 ends=2026-08-10 thinks
      gpt-5.3-chat-latest 1.75 14 cached=0.175 ends=2026-08-10 thinks
      gpt-5.4 2.5 15 cached=0.25 above=272000:5:22.5:0.5 flex=50:0.13
      gpt-5.4-mini 0.75 4.5 cached=0.075 flex=50
      gpt-5.4-nano 0.2 1.25 cached=0.02 flex=50 ends=2027-04-01
      gpt-5.5 5 30 cached=0.5 above=272000:10:45:1 flex=50 thinks
      gpt-5.6 4 20 cached=0.4 write=5 above=272000:8:30:0.8:10 flex=50 thinks
      gpt-5.6-luna 0.2 1.2 cached=0.02 write=0.25 above=272000:0.4:1.8:0.04:0.5 flex=50 thinks
      gpt-5.6-sol 4 20 cached=0.4 write=5 above=272000:8:30:0.8:10 flex=50 thinks
      gpt-5.6-terra 2 12 cached=0.2 write=2.5 above=272000:4:18:0.4:5 flex=50 thinks
      gpt-6-astra 10 50 cached=1 write=12.5 above=272000:20:75:2:25 flex=50 thinks
      gpt-6-luna 0.1 0.5 cached=0.01 write=0.125 above=272000:0.2:0.75:0.02:0.25 flex=50 thinks
      gpt-6-sol 2 10 cached=0.2 write=2.5 above=272000:4:15:0.4:5 flex=50 thinks
      gpt-6.1-sol 2 10 cached=0.1 write=2.5 above=272000:4:15:0.2:5 flex=50 thinks
      gpt-6.1-terra 1 5 cached=0.05 write=1.25 above=272000:2:7.5:0.1:2.5 flex=50 thinks
      o1 15 60 cached=7.5 ends=2026-10-23 thinks
      o3 2 8 cached=0.5 flex=50 ends=2026-12-11 thinks
      o3-mini 1.1 4.4 cached=0.55 ends=2026-10-23 thinks
      o4-mini 1.1 4.4 cached=0.275 flex=50:0.138 ends=2026-10-23 thinks
    anthropic: batch=50 hour=200
      claude-fable-5 10 50 cached=1 write=12.5 cache=512
      claude-fable-5-1 10 50 cached=0.25 write=12.5 cache=512
      claude-haiku-4-5 1 5 cached=0.1 write=1.25 cache=4096
      claude-haiku-5-5 0.1 0.5 cached=0.01 write=0.125 above=100000:0.5:2.5:0.05:0.625 cache=512
      claude-opus-4-5 5 25 cached=0.5 write=6.25 cache=4096
      claude-opus-4-6 5 25 cached=0.5 write=6.25 cache=4096
      claude-opus-4-7 5 25 cached=0.5 write=6.25 cache=2048
      claude-opus-4-8 5 25 cached=0.5 write=6.25 cache=1024
      claude-opus-5 5 25 cached=0.5 write=6.25 cache=512
      claude-opus-5-5 4 20 cached=0.2 write=5 cache=512
      claude-sonnet-4-5 3 15 cached=0.3 write=3.75 cache=1024 ends=2026-11-30
      claude-sonnet-4-6 3 15 cached=0.3 write=3.75 cache=1024
      claude-sonnet-5 2 10 cached=0.2 write=2.5 cache=1024
      claude-sonnet-5-5 2 10 cached=0.1 write=2.5 cache=512
    gemini: batch=50
      gemini-2.5-flash 0.3 2.5 cached=0.03 flex=50:0.03 thinks
      gemini-2.5-flash-lite 0.1 0.4 cached=0.01 flex=50:0.01
      gemini-2.5-pro 1.25 10 cached=0.125 above=200000:2.5:15:0.25 flex=50:0.125 cache=2048 thinks
      gemini-3-flash-preview 0.5 3 cached=0.05 flex=50:0.05 thinks
      gemini-3.1-flash-lite 0.25 1.5 cached=0.025 flex=50 ends=2027-05-07
      gemini-3.1-pro-preview 2 12 cached=0.2 above=200000:4:18:0.4 flex=50:0.2 cache=4096 thinks
      gemini-3.5-flash 1.5 9 cached=0.15 flex=50:0.08 cache=4096 thinks
      gemini-3.5-flash-lite 0.3 2.5 cached=0.03 flex=50:0.02
      gemini-3.6-flash 0.75 3.75 cached=0.075 flex=50 cache=4096 thinks
      gemini-3.7-flash 0.75 3.75 cached=0.075 flex=50 cache=4096 thinks
      gemini-3.8-flash 0.75 3.75 cached=0.075 flex=50 cache=4096 thinks
      gemini-4-argon 2 10 cached=0.1 flex=50 cache=4096 thinks
      gemini-flash-latest 0.75 3.75 cached=0.075 flex=50 cache=4096 thinks
      gemini-flash-lite-latest 0.3 2.5 cached=0.03 flex=50:0.02
      gemini-pro-latest 2 12 cached=0.2 above=200000:4:18:0.4 flex=50:0.2 cache=4096 thinks
    """
}
