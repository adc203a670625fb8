"""Boxes as an environment of Harbor, to let its own agents work at tasks over Facet's layers.

Each trial has an overlay of the layers that the task's certificate names, which Facet has made, and
a bubblewrap box without network over it. Only for .ci/harbor, as root.
"""

import asyncio
import json
import os
import shlex
import shutil
import tempfile
from pathlib import Path

from harbor.environments.base import BaseEnvironment, ExecResult
from harbor.environments.capabilities import EnvironmentCapabilities

STORE = Path(os.environ["FACET_BOXES"])
SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]
FOLDERS = ["app", "logs/agent", "logs/verifier", "logs/artifacts", "tests", "solution", "tmp", "run"]


def layers(key):
    """The root folders of a layer and of those below it, top first."""
    roots = []
    while (STORE / "layers" / key).is_dir():
        roots.append(STORE / "layers" / key / "root")
        key = (STORE / "layers" / key / "parent").read_text().strip()
    return roots + [STORE / "bases" / key / "root"]


class BoxEnvironment(BaseEnvironment):
    @staticmethod
    def type():
        return "facet-boxes"

    @property
    def capabilities(self):
        return EnvironmentCapabilities(disable_internet=True)

    def _validate_definition(self):
        pass

    async def start(self, force_build):
        certificate = json.loads((self.environment_dir.parent / "verification.json").read_text())
        self.folder = Path(tempfile.mkdtemp(prefix="facet-harbor-"))
        for name in ("up", "work", "root"):
            (self.folder / name).mkdir()
        for name in FOLDERS:
            (self.folder / "up" / name).mkdir(parents=True, exist_ok=True)
        lower = ":".join(map(str, layers(certificate["image"])))
        binds = " ".join(f"--ro-bind-try {name} {name}" for name in SYSTEM)
        script = (
            f"mount -t overlay overlay -o lowerdir={lower},upperdir={self.folder}/up,"
            f"workdir={self.folder}/work {self.folder}/root && exec bwrap --unshare-pid "
            f"--unshare-net --unshare-ipc --die-with-parent --info-fd 9 "
            f"--bind {self.folder}/root / {binds} --proc /proc --dev /dev "
            f"sh -c 'touch /run/started; exec sleep infinity' 9>{self.folder}/info"
        )
        self.process = await asyncio.create_subprocess_exec(
            "unshare", "-m", "--propagation", "private", "sh", "-c", script)
        for _ in range(500):
            try:
                self.pid = json.loads((self.folder / "info").read_text())["child-pid"]
            except (OSError, ValueError):
                self.pid = None
            # Before its program runs, a box does not show its own files yet.
            if self.pid and (self.folder / "up/run/started").exists():
                return
            await asyncio.sleep(0.01)
        raise RuntimeError("the box does not start")

    async def stop(self, delete):
        self.process.terminate()
        await self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def exec(self, command, cwd=None, env=None, timeout_sec=None, user=None):
        variables = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root", "LANG": "C.UTF-8",
        }
        variables.update(self._merge_env(env) or {})
        folder = cwd or self.task_env_config.workdir or "/app"
        process = await asyncio.create_subprocess_exec(
            "nsenter", "-t", str(self.pid), "-m", "-p", "-n", "-i", "--root", "--wd=/", "env", "-i",
            *(f"{name}={value}" for name, value in variables.items()),
            "bash", "-c", f"cd {shlex.quote(folder)} && {command}",
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE)
        output, errors = await asyncio.wait_for(process.communicate(), timeout_sec)
        return ExecResult(
            stdout=output.decode(errors="replace"), stderr=errors.decode(errors="replace"),
            return_code=process.returncode)

    def inside(self, path):
        """A path of the box as this machine sees it."""
        return Path(f"/proc/{self.pid}/root") / str(path).lstrip("/")

    async def upload_file(self, source_path, target_path):
        self.inside(target_path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source_path, self.inside(target_path))

    async def upload_dir(self, source_dir, target_dir):
        shutil.copytree(source_dir, self.inside(target_dir), dirs_exist_ok=True)

    async def download_file(self, source_path, target_path):
        Path(target_path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.inside(source_path), target_path)

    async def download_dir(self, source_dir, target_dir):
        shutil.copytree(self.inside(source_dir), target_dir, dirs_exist_ok=True)
