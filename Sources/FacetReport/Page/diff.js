"use strict";
/// The words that differ between two texts.
///
/// wordDiff(before, after) returns { parts, alike }: parts are [kind, text] with the kinds "same",
/// "del" and "ins", in reading order; alike is the share of words that both texts have, from 0 to 1.
const wordDiff = (() => {
  // Texts that differ in more words than this are shown as entirely replaced.
  const MOST_EDITS = 1200;
  // In scripts without spaces, each character is a word.
  const WORDS = /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}_'’-]+|[^]/gu;
  const words = (text) => text.match(WORDS) || [];

  // Myers' greedy search for the shortest sequence of edits; null if it needs too many.
  function edits(a, b) {
    const most = Math.min(MOST_EDITS, a.length + b.length);
    const trace = [];
    const furthest = new Map([[1, 0]]);
    const at = (k) => furthest.has(k) ? furthest.get(k) : -1;
    for (let d = 0; d <= most; d++) {
      trace.push(new Map(furthest));
      for (let k = -d; k <= d; k += 2) {
        let x = k === -d || (k !== d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
        while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
        furthest.set(k, x);
        if (x >= a.length && x - k >= b.length) return walked(a, b, trace, d);
      }
    }
    return null;
  }

  function walked(a, b, trace, length) {
    const steps = [];
    let x = a.length, y = b.length;
    for (let d = length; d > 0; d--) {
      const before = trace[d];
      const at = (k) => before.has(k) ? before.get(k) : -1;
      const k = x - y;
      const from = k === -d || (k !== d && at(k - 1) < at(k + 1)) ? k + 1 : k - 1;
      const startX = at(from), startY = startX - from;
      while (x > startX && y > startY) { steps.push(["same", a[--x]]); y--; }
      if (x > startX) steps.push(["del", a[--x]]); else steps.push(["ins", b[--y]]);
    }
    while (x > 0) steps.push(["same", a[--x]]);
    return steps.reverse();
  }

  return (before, after) => {
    const a = words(before), b = words(after);
    let start = 0, end = 0;
    while (start < a.length && start < b.length && a[start] === b[start]) start++;
    while (end < a.length - start && end < b.length - start
      && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
    const middle = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
    const steps = edits(...middle)
      || [...middle[0].map((word) => ["del", word]), ...middle[1].map((word) => ["ins", word])];
    const all = [...a.slice(0, start).map((word) => ["same", word]), ...steps,
      ...a.slice(a.length - end).map((word) => ["same", word])];
    const parts = [];
    let same = 0, total = 0;
    for (const [kind, word] of all) {
      if (word.trim()) { total += kind === "same" ? 2 : 1; same += kind === "same" ? 2 : 0; }
      const last = parts[parts.length - 1];
      if (last && last[0] === kind) last[1] += word; else parts.push([kind, word]);
    }
    return { parts, alike: total === 0 ? 1 : same / total };
  };
})();
