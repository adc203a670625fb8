"""A stand-in for a model: answers the questions of data/sql_questions.jsonl with the right query or
with one of the mistakes that models make, in turn. Prints its address; serves until it is ended."""
import http.server
import json
import threading

with open("data/sql_questions.jsonl", encoding="utf-8") as file:
    GOLD = {row["question"]: row["gold_sql"] for row in map(json.loads, file)}

MISTAKES = [
    lambda sql: f"```sql\n{sql}\n```",
    lambda sql: f"```sql\n{sql} -- all of them\n```",
    lambda sql: "```sql\n" + sql.replace("count(*)", "count(DISTINCT 1)").replace(" DESC", "") + "\n```",
    lambda sql: f"```sqlite\n{sql}\n```",
    lambda sql: "I cannot tell without seeing the rows.",
    lambda sql: "```sql\n" + sql.split(" WHERE ")[0] + "\n```",
    lambda sql: "```sql\n" + sql.replace("FROM", "FORM", 1) + "\n```",
    lambda sql: "```sql\nSELECT 1\n```",
]
LOCK = threading.Lock()
TURNS = {}


class StandIn(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = body["messages"][-1]["content"]
        question = text.rsplit("Question: ", 1)[-1]
        with LOCK:
            turn = TURNS[question] = TURNS.get(question, -1) + 1
        content = MISTAKES[turn % len(MISTAKES)](GOLD.get(question, "SELECT 1"))
        answer = json.dumps({
            "id": "stand-in", "object": "chat.completion", "model": body["model"],
            "choices": [{
                "index": 0, "finish_reason": "stop",
                "message": {"role": "assistant", "content": content},
            }],
            "usage": {
                "prompt_tokens": len(text) // 4, "completion_tokens": len(content) // 4,
                "total_tokens": len(text) // 4 + len(content) // 4,
            },
        }).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
server.serve_forever()
