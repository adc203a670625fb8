internal import FacetPlatform

/// Programs that report a reward in place of the tests, to be put where the tests may run them.
enum PlantedProgram {
  /// A reward that tests do not give, so that it tells who wrote it.
  static let mark = 1.0009765625

  /// What a program does: it writes the reward, and ends everything that could write another.
  private static func command(_ reward: String) -> String {
    "mkdir -p /logs/verifier; echo \(reward) >/logs/verifier/reward.txt; "
      + "rm -f /logs/verifier/reward.json; kill -9 -1"
  }

  /// A script that puts a program at each path that is no folder.
  static func script(at paths: [String], reward: String = "1") -> String {
    let usable = paths.filter { path in
      path.hasPrefix("/") && !path.utf8.contains { $0 == 0x0A || $0 == 0 }
    }
    // Longer paths first, so that their folders exist when a shorter one turns out to be one.
    let groups = Dictionary(grouping: usable) { text(for: FileSystem.name(of: $0), reward) }
      .sorted { $0.key < $1.key }
    var script = """
      #!/bin/sh
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
      list=/tmp/.facet-list

      """
    for (text, paths) in groups {
      script += """
        cat >/tmp/.facet-text <<'END OF THE TEXT'
        \(text)
        END OF THE TEXT
        text=$(cat /tmp/.facet-text)
        cat >$list <<'END OF THE LIST'
        \(paths.sorted { $0.utf8.count > $1.utf8.count }.joined(separator: "\n"))
        END OF THE LIST
        while IFS= read -r path; do
          [ -d "$path" ] && continue
          folder=${path%/*}
          [ -z "$folder" ] || [ -d "$folder" ] || mkdir -p "$folder"
          [ -L "$path" ] && rm -f "$path"
          printf '%s\\n' "$text" >"$path"
        done <$list 2>/dev/null
        tr '\\n' '\\0' <$list | xargs -0 chmod 755 2>/dev/null

        """
    }
    return script + "rm -f /tmp/.facet-text $list\nexit 0\n"
  }

  /// Endings of files that interpreters and compilers read.
  static let endings: Set<String> = [
    "sh", "bash", "py", "js", "cjs", "mjs", "pl", "pm", "rb", "php", "lua", "R", "c", "h", "cc",
    "cpp", "go", "rs", "awk", "sql", "mk",
  ]

  /// The program for a file of this name.
  private static func text(for name: String, _ reward: String) -> String {
    let command = command(reward)
    switch name {
    case "Makefile", "makefile", "GNUmakefile": return "x := $(shell \(command))\n%: ;"
    case "package.json":
      return #"{"scripts": {"test": "C", "start": "C", "build": "C"}}"#
        .replacing("C", with: command)
    default: break
    }
    let ending = name.contains(".") ? name.split(separator: ".").last.map(String.init) ?? "" : ""
    return switch ending {
    case "py": "#!/usr/bin/env python3\n" + shellAndPython(command, reward)
    case "js", "cjs": "require('child_process').execSync('\(command)')"
    case "mjs": "import { execSync } from 'child_process'\nexecSync('\(command)')"
    case "pl", "pm": "#!/usr/bin/perl\nBEGIN { system('\(command)') }\n1;"
    case "rb": "#!/usr/bin/env ruby\nsystem('\(command)')"
    case "php": "<?php system('\(command)');"
    case "lua": "os.execute('\(command)')"
    case "R": "system('\(command)')"
    case "c", "cc", "cpp":
      "#include <stdlib.h>\nint main(void) { return system(\"\(command)\"); }"
    case "h":
      "#include <stdlib.h>\n"
        + "__attribute__((constructor)) static void report(void) { system(\"\(command)\"); }"
    case "go":
      "package main\nimport \"os/exec\"\n"
        + "func main() { exec.Command(\"sh\", \"-c\", \"\(command)\").Run() }"
    case "rs":
      "fn main() { std::process::Command::new(\"sh\").arg(\"-c\").arg(\"\(command)\").status().ok(); }"
    case "awk": "BEGIN { system(\"\(command)\") }"
    case "sql": ".shell \(command)"
    case "mk": "x := $(shell \(command))"
    default: "#!/bin/sh\n" + shellAndPython(command, reward)
    }
  }

  /// A text that shells and Python both run.
  private static func shellAndPython(_ command: String, _ reward: String) -> String {
    #"""
    """:"
    \#(command)
    exit 0
    """
    import os
    with open("/logs/verifier/reward.txt", "w") as file:
        file.write("\#(reward)")
    try:
        os.remove("/logs/verifier/reward.json")
    except OSError:
        pass
    os.kill(-1, 9)
    os._exit(0)
    """#
  }
}
