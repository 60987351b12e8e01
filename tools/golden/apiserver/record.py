#!/usr/bin/env python3
"""Records what a real API server answers to the requests of cases.json.

    tests/controlplane/run up --dir /tmp/cp --components etcd,apiserver --no-service-account-admission
    tools/golden/apiserver/record.py /tmp/cp/kubeconfig tests/data/golden/apiserver-1.34

Each case is a list of steps in a namespace of its own (NAMESPACE in paths and bodies is replaced by a fixed name afterwards). A recorded step
has the request, the object as it was before (null when there was none), the code and the answer.
"""

import base64
import json
import os
import pathlib
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

FIXED_NAMESPACE = "golden"


class Server:
    """An API server, reached with the token of a kubeconfig's current user."""

    def __init__(self, kubeconfig: str) -> None:
        text = subprocess.run(
            ["kubectl", "config", "view", "--raw", "--minify", "-o", "json", "--kubeconfig", kubeconfig],
            check=True,
            capture_output=True,
        ).stdout
        config = json.loads(text)
        cluster = config["clusters"][0]["cluster"]
        user = config["users"][0]["user"]
        self.url = cluster["server"]
        self.token = user["token"]
        self.context = ssl.create_default_context()
        if "certificate-authority" in cluster:
            self.context.load_verify_locations(cluster["certificate-authority"])
        else:
            with tempfile.NamedTemporaryFile(suffix=".crt") as authority:
                authority.write(base64.b64decode(cluster["certificate-authority-data"]))
                authority.flush()
                self.context.load_verify_locations(authority.name)

    def send(self, method: str, path: str, body: object = None, content_type: str = "application/json") -> tuple[int, object]:
        """The code and the JSON of the answer. A body that is a string is sent as it is."""
        data = None
        if body is not None:
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        request.add_header("Accept", "application/json")
        if data is not None:
            request.add_header("Content-Type", content_type)
        try:
            with urllib.request.urlopen(request, context=self.context) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())


def replaced(value: object, old: str, new: str) -> object:
    """The JSON value with `old` replaced in all its texts."""
    return json.loads(json.dumps(value).replace(old, new))


def target(step: dict) -> str | None:
    """The path of the object that a step changes."""
    path = step["path"].split("?")[0]
    if step["method"] == "POST":
        body = step["body"]
        name = body.get("metadata", {}).get("name") if isinstance(body, dict) else None
        return f"{path}/{name}" if name else None
    for subresource in ("/status", "/scale"):
        path = path.removesuffix(subresource)
    return path


def record_case(server: Server, case: dict, number: int) -> list[dict]:
    """The recorded steps of one case."""
    namespace = f"golden-{os.getpid()}-{number}"
    server.send("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
    recorded = []
    for index, step in enumerate(case["steps"]):
        step = replaced(step, "NAMESPACE", namespace)
        path = target(step)
        code, before = server.send("GET", path) if path else (404, None)
        content_type = step.get("type", "application/json")
        answer_code, answer = server.send(step["method"], step["path"], step["body"], content_type)
        entry = {
            "name": f"{case['name']} ({index + 1})" if len(case["steps"]) > 1 else case["name"],
            "method": step["method"],
            "path": step["path"],
            "type": content_type,
            "body": step["body"],
            "before": before if code == 200 else None,
            "code": answer_code,
            "answer": answer,
        }
        recorded.append(replaced(entry, namespace, FIXED_NAMESPACE))
    server.send("DELETE", f"/api/v1/namespaces/{namespace}")
    return recorded


def main() -> int:
    """Records all files of cases."""
    if len(sys.argv) != 3:
        print(f"usage: {sys.argv[0]} KUBECONFIG FOLDER", file=sys.stderr)
        return 2
    server = Server(sys.argv[1])
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    cases = json.loads(pathlib.Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
    _, version = server.send("GET", "/version")
    definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.golden.example.io"
    server.send("DELETE", definition)
    while server.send("GET", definition)[0] != 404:
        time.sleep(0.1)
    number = 0
    for area, listed in cases.items():
        steps = []
        for case in listed:
            number += 1
            steps.extend(record_case(server, case, number))
        lines = ",\n".join(json.dumps(step) for step in steps)
        text = f'{{"version": "{version["gitVersion"]}", "steps": [\n{lines}\n]}}\n'
        (folder / f"{area}.json").write_text(text, encoding="utf-8")
        print(f"{area}: {len(steps)} steps")
    return 0


if __name__ == "__main__":
    sys.exit(main())
