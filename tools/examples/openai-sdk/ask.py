"""Holds a conversation through the SDK of OpenAI: python ask.py "How can I sleep?"."""

import os
import sys

from openai import OpenAI

client = OpenAI(
    base_url=os.environ.get("ROOKERY_OPENAI_URL", "http://127.0.0.1:7605/v1"),
    api_key=os.environ.get("ROOKERY_API_KEY", "none"),
)
messages = [{"role": "user", "content": sys.argv[1]}]
while True:
    said, note = "", {}
    for chunk in client.chat.completions.create(
        model=os.environ.get("ROOKERY_MODEL", "sim/gpt-4o"),
        messages=messages,
        stream=True,
        extra_body={"rookery": {"max_questions": 3}},
    ):
        text = chunk.choices[0].delta.content or ""
        print(text, end="", flush=True)
        said += text
        note = getattr(chunk, "rookery", None) or note
    if note.get("kind") == "answer":
        break
    try:
        reply = input("\n> ")
    except EOFError:  # Nobody replies any more.
        break
    messages += [{"role": "assistant", "content": said}, {"role": "user", "content": reply or "I'd rather not say."}]
print()
