"use strict";
(() => {
  // The positions of the values in an answer's array.
  const STATUS = 0, TEXT = 1, NOTES = 2, MODEL = 3, FINISH = 4, LATENCY = 5, PROMPT = 6,
    COMPLETION = 7, COST = 8, RETRIES = 9, ERROR = 10, SCORES = 11;
  const STATUSES = ["ok", "truncated", "refused", "empty", "failed", "pending"];
  const PRINTED = 300;
  const byId = (id) => document.getElementById(id);

  // The columns of all datasets are shown side by side, and equal samples are merged.
  const frames = JSON.parse(byId("frame").textContent);
  byId("frame").remove();
  const isMany = frames.length > 1;
  const offsets = [];
  const columns = [];
  frames.forEach((frame, set) => {
    offsets.push(columns.length);
    for (const column of frame.perspectives) {
      columns.push({ ...column, set, name: isMany ? `${column.condition} (${frame.label})` : column.condition });
    }
  });
  const samples = [];
  const samplesByKey = new Map();
  const seen = frames.map(() => new Map());
  for (const block of document.querySelectorAll("script.samples")) {
    const set = Number(block.dataset.set);
    for (const sample of JSON.parse(block.textContent)) place(sample, set);
    block.remove();
  }
  function place(sample, set) {
    const name = JSON.stringify([sample.id, sample.c]);
    const occurrence = seen[set].get(name) || 0;
    seen[set].set(name, occurrence + 1);
    const key = `${name}#${occurrence}`;
    const known = samplesByKey.get(key);
    if (known) {
      sample.a.forEach((cell, index) => { known.a[offsets[set] + index] = cell; });
      if (known.r == null) known.r = sample.r;
      return;
    }
    sample.a = [...Array(offsets[set]).fill(null), ...sample.a];
    samplesByKey.set(key, sample);
    samples.push(sample);
  }

  // Numbers for people.

  const grouped = new Intl.NumberFormat("en");
  const number = (value) => grouped.format(value);
  const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
  const short = (value) => value < 10000 ? number(Math.round(value))
    : value < 1e6 ? `${(value / 1e3).toFixed(value < 1e5 ? 1 : 0)}k` : `${(value / 1e6).toFixed(1)}M`;
  const time = (ms) => ms < 1000 ? `${Math.round(ms)} ms` : ms < 60000 ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60000)} min ${Math.round(ms % 60000 / 1000)} s`;
  const money = (usd) => usd === 0 ? "$0" : usd >= 1 ? `$${usd.toFixed(2)}`
    : `$${Number(usd.toPrecision(2)).toFixed(Math.min(12, 1 - Math.floor(Math.log10(usd))))}`;
  const length = (text) => {
    let count = 0;
    for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) !== 0xdc00) count++;
    return count;
  };

  // Elements. Data is always inserted as text and never parsed as HTML.

  function element(tag, attributes, ...children) {
    return filled(document.createElement(tag), attributes, children);
  }
  function drawn(tag, attributes, ...children) {
    return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
  }
  function filled(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === true) node.setAttribute(name, "");
      else if (value !== false && value != null) node.setAttribute(name, value);
    }
    node.append(...children.flat(Infinity).filter((child) => child != null));
    return node;
  }

  const state = {
    query: "", status: "", order: "file", base: "", group: "", sort: {}, hidden: new Set(), version: 0,
  };

  // Ratings belong to an answer, whichever columns the page shows.

  const ratings = ratingsOf(frames.map((frame) => [frame.file, frame.metadata.fingerprint, frame.metadata.time].join("|")).join("||"));
  const ratingName = (sample, index) => JSON.stringify([columns[index].set, sample.i, sample.id, index - offsets[columns[index].set]]);
  function meanRatings() {
    return columns.map((_, index) => {
      const values = samples.map((sample) => sample.a[index] && ratings.get(ratingName(sample, index))).filter(Boolean);
      return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
    });
  }
  function ratingsDocument() {
    const list = [];
    samples.forEach((sample) => columns.forEach((column, index) => {
      const rating = sample.a[index] && ratings.get(ratingName(sample, index));
      if (rating) {
        list.push({
          dataset: frames[column.set].file, sample_id: sample.id, sample_index: sample.i,
          condition: column.condition, model: sample.a[index][MODEL], rating,
        });
      }
    }));
    return { datasets: frames.map((frame) => ({ file: frame.file, configuration_fingerprint: frame.metadata.fingerprint })), ratings: list };
  }
  function ratingButtons(sample, index) {
    const name = ratingName(sample, index);
    const buttons = [1, 2, 3, 4, 5].map((value) => {
      const button = element("button", { type: "button", "aria-label": `Rate ${value} of 5` }, String(value));
      button.addEventListener("click", () => {
        ratings.set(name, ratings.get(name) === value ? null : value);
        show();
        showRatings();
        showPerspectives();
      });
      return button;
    });
    const show = () => buttons.forEach((button, position) => {
      button.setAttribute("aria-pressed", String(ratings.get(name) === position + 1));
    });
    show();
    return element("div", { class: "rating", role: "group", "aria-label": `Rating of ${columns[index].name}` }, buttons);
  }
  function showRatings() {
    const count = ratings.count();
    byId("export").disabled = count === 0;
    byId("export").textContent = count ? `Export ${plural(count, "rating")}` : "Export ratings";
    byId("export").title = ratings.isKept() ? "" : "This browser does not keep ratings after this visit.";
  }

  // Head.

  const cells = (visit) => {
    for (const sample of samples) sample.a.forEach((cell, column) => { if (cell) visit(cell, column, sample); });
  };
  const isAnswer = (cell) => cell[STATUS] !== "reference";
  const cost = (cell) => cell[COST] == null ? null : Number(cell[COST]);

  function showHead() {
    const unique = (values) => [...new Set(values.filter(Boolean))];
    const title = unique(frames.map((frame) => frame.title)).join(" and ");
    const description = unique(frames.map((frame) => frame.description)).join(" · ");
    document.title = `${title} · Facet report`;
    byId("title").textContent = title;
    byId("description").textContent = description;
    byId("description").hidden = !description;
    for (const frame of frames) {
      const meta = frame.metadata;
      const facts = [isMany && frame.label, meta.models.join(", "), meta.provider,
        meta.time && meta.time.replace("T", " ").replace("Z", " UTC"), frame.file];
      const chips = [meta.rehearsal && "rehearsal", meta.test && "test", meta.status === "partial" && "partial"];
      byId("facts").append(element("span", { class: "dataset" }, unique(facts).join(" · "),
        chips.filter(Boolean).map((text) => [" ", element("span", { class: "chip" }, text)])));
    }

    const totals = { answers: 0, failed: 0, tokens: 0, known: 0, cost: 0, priced: 0, latencies: [] };
    cells((cell) => {
      if (!isAnswer(cell)) return;
      if (cell[STATUS] === "failed") totals.failed++;
      else if (cell[STATUS] !== "pending") totals.answers++;
      if (cell[PROMPT] != null) { totals.known++; totals.tokens += cell[PROMPT] + cell[COMPLETION]; }
      if (cell[COST] != null) { totals.priced++; totals.cost += cost(cell); }
      if (cell[LATENCY] != null) totals.latencies.push(cell[LATENCY]);
    });
    const figures = [
      [number(samples.length), "samples", !isMany && samples.length < frames[0].total ? `of ${number(frames[0].total)}` : ""],
      [number(columns.length), "perspectives"], [number(totals.answers), "answers"],
      [number(totals.failed), "failed"],
    ];
    if (totals.known) figures.push([short(totals.tokens), "tokens"]);
    if (totals.priced) figures.push([money(totals.cost), totals.priced < totals.answers ? "known cost" : "cost"]);
    // Rows have no latencies; the companion's statistics are the next best source.
    const told = isMany ? null : frames[0].latencies.find(({ percentile }) => percentile === 50);
    if (totals.latencies.length) figures.push([time(percentile(sorted(totals.latencies), 50)), "median latency"]);
    else if (told) figures.push([time(told.latency_ms), "median latency"]);
    for (const [value, label, note] of figures) {
      byId("figures").append(element("div", null, element("dt", null, label),
        element("dd", null, value, note ? element("small", null, ` ${note}`) : null)));
    }
  }

  // Scores: a number or null for each name.

  const scoreNames = [];
  cells((cell) => {
    for (const name of Object.keys(cell[SCORES] || {})) if (!scoreNames.includes(name)) scoreNames.push(name);
  });
  const decimals = (value) => String(Number(value.toFixed(3)));
  /// How often a judge preferred the response that it was shown first.
  function positions({ name, first, second, pairs_in_both_orders: pairs, contradictions }) {
    const share = Math.round(100 * first / (first + second));
    return `${name}: the first of two responses won ${number(first)} of ${plural(first + second, "comparison")} with a winner (${share} %)`
      + (pairs ? `; the order changed the verdict on ${number(contradictions)} of ${plural(pairs, "pair")}.` : ".");
  }
  /// The numbers of a score in one column.
  function scoresOf(name, index) {
    const values = [];
    for (const sample of samples) {
      const scores = sample.a[index] && sample.a[index][SCORES];
      if (scores && typeof scores[name] === "number") values.push(scores[name]);
    }
    return values;
  }
  /// What the dataset says of a score of a column's perspective.
  function toldScore(name, column) {
    const condition = column.base_condition || column.condition;
    const found = frames[column.set].scores.filter((score) => score.name === name && score.condition === condition);
    return found.length === 1 ? found[0] : null;
  }
  /// A score of all columns: the mean of each, and the range of the numbers.
  function scoreMeasure(name) {
    const all = columns.map((_, index) => scoresOf(name, index));
    const means = all.map((values) => values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null);
    let [least, most] = [0, 1];
    for (const values of all) for (const value of values) { if (value < least) least = value; if (value > most) most = value; }
    return { key: `score:${name}`, title: name, name, least, most, counts: all.map((values) => values.length), value: (index) => means[index] };
  }
  /// The mean as a mark, over its 95 % interval where the dataset has it.
  function scoreChart({ name, least, most, value, counts }, index) {
    const mean = value(index);
    const told = toldScore(name, columns[index]);
    const interval = told && told.interval_95;
    const place = (number) => Math.min(100, Math.max(0, (number - least) / (most - least) * 100));
    const words = `mean ${decimals(mean)} of ${number(counts[index])}`
      + (interval ? `, 95 % interval ${columns[index].base_condition ? "of all completions " : ""}${decimals(interval[0])} to ${decimals(interval[1])}` : "");
    return drawn("svg", { role: "img", "aria-label": words }, drawn("title", null, words),
      drawn("rect", { class: "track", x: 0, y: "44%", width: "100%", height: "12%" }),
      interval ? drawn("rect", { class: "box", x: `${place(interval[0])}%`, y: "25%", height: "50%",
        width: `${Math.max(0.6, place(interval[1]) - place(interval[0]))}%` }) : null,
      drawn("rect", { class: "middle", x: `${Math.min(99.2, place(mean))}%`, y: "8%", width: "0.8%", height: "84%" }));
  }

  // Perspectives: one row each, with shared scales.

  const sorted = (values) => Float64Array.from(values).sort();
  const percentile = (values, percent) => values.length
    ? values[Math.max(1, Math.ceil(values.length * percent / 100)) - 1] : null;

  function measured() {
    const all = columns.map(() => ({ statuses: {}, count: 0, length: [], latency: [], tokens: [], cost: 0, priced: 0 }));
    cells((cell, column) => {
      const row = all[column];
      if (!row) return;
      row.count++;
      row.statuses[cell[STATUS]] = (row.statuses[cell[STATUS]] || 0) + 1;
      if (cell[TEXT] != null) row.length.push(length(cell[TEXT]));
      if (cell[LATENCY] != null) row.latency.push(cell[LATENCY]);
      if (cell[COMPLETION] != null) row.tokens.push(cell[PROMPT] + cell[COMPLETION]);
      if (cell[COST] != null) { row.priced++; row.cost += cost(cell); }
    });
    for (const row of all) for (const key of ["length", "latency", "tokens"]) row[key] = sorted(row[key]);
    return all;
  }

  function outcomeChart(row) {
    const chart = drawn("svg", { role: "img" });
    let x = 0;
    const words = [];
    for (const status of [...STATUSES, "reference"]) {
      const count = row.statuses[status];
      if (!count) continue;
      const width = count / row.count * 100;
      chart.append(drawn("rect", { class: status, x: `${x}%`, y: "15%", width: `${width}%`, height: "70%" }));
      x += width;
      words.push(`${number(count)} ${status}`);
    }
    chart.setAttribute("aria-label", words.join(", ") || "no answers");
    chart.prepend(drawn("title", null, words.join(", ")));
    return chart;
  }

  function rangeChart(values, most, format) {
    const at = (percent) => percentile(values, percent);
    const words = `5th to 95th percentile ${format(at(5))} to ${format(at(95))}, quartiles ${format(at(25))} to ${format(at(75))}, median ${format(at(50))}`;
    const place = (value) => most > 0 ? Math.min(100, value / most * 100) : 0;
    const span = (name, from, to, y, height) => drawn("rect", {
      class: name, x: `${place(from)}%`, y, height, width: `${Math.max(0.6, place(to) - place(from))}%`,
    });
    return drawn("svg", { role: "img", "aria-label": words }, drawn("title", null, words),
      drawn("rect", { class: "track", x: 0, y: "44%", width: "100%", height: "12%" }),
      span("whisker", at(5), at(95), "38%", "24%"), span("box", at(25), at(75), "20%", "60%"),
      drawn("rect", { class: "middle", x: `${Math.min(99.2, place(at(50)))}%`, y: "8%", width: "0.8%", height: "84%" }));
  }

  /// A column's latencies from the dataset's statistics, if its rows have none.
  function toldLatency(column) {
    const list = frames[column.set].perspectiveLatencies[column.perspective] || [];
    const at = (percent) => { const found = list.find(({ percentile }) => percentile === percent); return found && found.latency_ms; };
    return at(50) == null ? null : { p50: at(50), p95: at(95) };
  }

  function promptDetails(column) {
    const steps = (column.steps || []).flatMap((step) => [
      [`System of ${step.name}`, step.system === column.system ? null : step.system], [`Step ${step.name}`, step.prompt],
    ]);
    const parts = [["System", column.system],
      ...(steps.length ? steps : [["Reading", column.reading], ["Strategy", column.strategy]])]
      .filter(([, text]) => text);
    if (!parts.length) return null;
    return element("details", { class: "prompt" }, element("summary", null, "Prompt"),
      element("dl", null, parts.map(([name, text]) => [element("dt", null, name), element("dd", null, text)])));
  }

  const groupKeys = [...new Set(columns.flatMap((column) => Object.entries(column.metadata || {})
    .filter(([, value]) => typeof value === "string").map(([key]) => key)))]
    .filter((key) => new Set(columns.map((column) => groupOf(column, key))).size < columns.length)
    .sort((one, other) => (other === "category") - (one === "category"));
  function groupOf(column, key) {
    const value = (column.metadata || {})[key];
    return typeof value === "string" ? value : column.isReference ? "reference" : "other";
  }
  /// Columns by group; groups are in the order of their first column.
  function grouping(indexes) {
    if (!state.group) return [[null, indexes]];
    const groups = new Map();
    for (const index of indexes) {
      const name = groupOf(columns[index], state.group);
      groups.set(name, [...(groups.get(name) || []), index]);
    }
    return [...groups];
  }

  let measuredRows = null;
  function showPerspectives() {
    measuredRows = measuredRows || measured();
    const rows = measuredRows;
    const told = columns.map((column, index) => rows[index].latency.length ? null : toldLatency(column));
    const median = (key) => (index) => rows[index][key].length ? percentile(rows[index][key], 50)
      : key === "latency" && told[index] ? told[index].p50 : null;
    const measures = [
      { key: "length", title: "Characters", format: short, value: median("length") },
      { key: "latency", title: "Latency", format: time, value: median("latency") },
      { key: "tokens", title: "Tokens per answer", format: short, value: median("tokens") },
    ].filter(({ value }) => columns.some((_, index) => value(index) != null));
    for (const measure of measures) {
      measure.most = Math.max(...rows.map((row, index) => percentile(row[measure.key], 95)
        || (measure.key === "latency" && told[index] ? told[index].p95 || told[index].p50 : 0)));
    }
    const scores = scoreNames.map(scoreMeasure);
    const hasCost = rows.some((row) => row.priced);
    const means = meanRatings();
    const good = (row) => (row.statuses.ok || 0) + (row.statuses.reference || 0);
    const sorts = [
      { key: "name", title: "Perspective" },
      { key: "answers", title: "Answers", value: (index) => rows[index].count ? good(rows[index]) / rows[index].count : null },
      ...scores,
      ...measures,
      hasCost && { key: "cost", title: "Cost", value: (index) => rows[index].priced ? rows[index].cost : null },
      means.some((mean) => mean != null) && { key: "rating", title: "Rating", value: (index) => means[index] },
    ].filter(Boolean);
    const sort = sorts.find(({ key }) => key === state.sort.key);
    const order = (indexes) => !sort ? indexes : [...indexes].sort((one, other) => {
      if (sort.key === "name") return state.sort.sign * columns[one].name.localeCompare(columns[other].name);
      const values = [sort.value(one), sort.value(other)];
      if (values[0] == null || values[1] == null) return (values[0] == null) - (values[1] == null);
      return state.sort.sign * (values[0] - values[1]) || one - other;
    });
    const head = element("tr", null, sorts.map(({ key, title, least, most, format = decimals }) => {
      const isSorted = sort && sort.key === key;
      const button = element("button", { type: "button", class: "sort", "data-sort": key }, title);
      button.addEventListener("click", () => {
        const first = key === "name" ? 1 : -1;
        state.sort = !isSorted ? { key, sign: first } : state.sort.sign === first ? { key, sign: -first } : {};
        showPerspectives();
        byId("perspectives").querySelector(`[data-sort="${CSS.escape(key)}"]`).focus();
      });
      return element("th", {
        scope: "col", class: key === "cost" || key === "rating" ? "number" : null,
        "aria-sort": !isSorted ? null : state.sort.sign > 0 ? "ascending" : "descending",
      }, button, most == null ? null
        : element("div", { class: "scale", "aria-hidden": "true" }, element("span", null, least ? format(least) : "0"), element("span", null, format(most))));
    }));
    const line = (index) => {
      const [column, row] = [columns[index], rows[index]];
      return element("tr", null,
        element("th", { scope: "row" }, column.name, promptDetails(column)),
        element("td", { class: "chart", "data-title": "Answers" }, element("div", { class: "measure" }, outcomeChart(row),
          element("span", null, good(row) === row.count ? number(good(row)) : `${number(good(row))}/${number(row.count)}`))),
        scores.map((score) => element("td", { class: "chart", "data-title": score.title },
          score.value(index) == null ? "–" : element("div", { class: "measure" }, scoreChart(score, index),
            element("span", null, decimals(score.value(index)))))),
        measures.map(({ key, title, most, format, value }) => element("td", { class: "chart", "data-title": title },
          row[key].length ? element("div", { class: "measure" }, rangeChart(row[key], most, format),
            element("span", null, format(value(index)))) : value(index) == null ? "–" : format(value(index)))),
        hasCost ? element("td", { class: "number", "data-title": "Cost" }, row.priced ? money(row.cost) : "–") : null,
        sorts.some(({ key }) => key === "rating") ? element("td", { class: "number", "data-title": "Rating" },
          means[index] == null ? "–" : means[index].toFixed(1)) : null);
    };
    const bodies = grouping(columns.map((_, index) => index)).map(([name, indexes]) => {
      const count = indexes.reduce((sum, index) => sum + rows[index].count, 0);
      return element("tbody", null, name == null ? null : element("tr", { class: "group" },
        element("th", { scope: "rowgroup", colspan: sorts.length }, `${name}: ${plural(indexes.length, "perspective")}, ${plural(count, "answer")}`)),
        order(indexes).map(line));
    });
    byId("perspectives").replaceChildren(element("thead", null, head), ...bodies);
    const present = [...STATUSES, "reference"].filter((status) => rows.some((row) => row.statuses[status]));
    byId("legend").replaceChildren(
      ...present.map((status) => element("span", null,
        drawn("svg", { "aria-hidden": "true" }, drawn("rect", { class: status, width: "100%", height: "100%" })), status)),
      element("span", null, "Ranges: 5th to 95th percentile (line), quartiles (box) and median (mark)."),
      scoreNames.length ? element("span", null, "Scores: 95 % interval (box) and mean (mark).") : "",
      ...frames.flatMap((frame) => frame.comparisons || []).filter((counts) => counts.first + counts.second > 0)
        .map((counts) => element("span", null, positions(counts))));
  }

  function showTruncations() {
    const list = frames.flatMap((frame) => frame.truncations).sort((a, b) => b.truncated - a.truncated);
    if (!list.length) return;
    byId("failures").append(element("h3", null, "Truncated answers"), element("ul", null, list.slice(0, 12).map((cut) => element("li", null,
      `${number(cut.truncated)} of ${plural(cut.answers, "answer")} ${cut.step === "strategy" ? "of" : `to the ${cut.step} of`} ${cut.condition}`
      + ` ${cut.truncated === 1 ? "was" : "were"} cut at ${cut.max_tokens == null ? "the provider's output limit" : `max_tokens ${number(cut.max_tokens)}`}`))),
      list.length > 12 ? element("p", null, `and ${number(list.length - 12)} more`) : "");
  }

  function showAdjustments() {
    const changes = { left_out: "was omitted", renamed: "was sent under its alternative name", in_prompt: "was put into the prompt" };
    const list = frames.flatMap((frame) => frame.metadata.adjustments.map((each) => element("li", null,
      `${each.option} ${each.change === "replaced" ? `was sent as ${each.value}` : changes[each.change] || each.change} at ${each.lane}: ${each.reason}`)));
    if (list.length) byId("failures").append(element("h3", null, "Adjusted options"), element("ul", null, list));
  }

  function showFailures() {
    const groups = new Map();
    cells((cell, column) => {
      if (!cell[ERROR] || !columns[column]) return;
      const key = JSON.stringify([cell[ERROR].class, cell[ERROR].status, column]);
      const group = groups.get(key) || { error: cell[ERROR], column, count: 0 };
      group.count++;
      groups.set(key, group);
    });
    if (!groups.size) return;
    const list = [...groups.values()].sort((a, b) => b.count - a.count);
    byId("failures").append(element("h3", null, "Failures"),
      element("ul", null, list.slice(0, 12).map(({ error, column, count }) => element("li", null,
        `${number(count)} × ${error.class}${error.status ? ` (HTTP ${error.status})` : ""} in ${columns[column].name}: ${error.message}`))),
      list.length > 12 ? element("p", null, `and ${plural(list.length - 12, "more cause")}`) : "");
  }

  // Samples: one article each; only visible ones are filled.

  const list = byId("samples");
  const usedNames = new Set();
  const rows = samples.map((sample, position) => {
    const body = element("div", { class: "sample" });
    const name = usedNames.has(`sample-${sample.i}`) ? `sample-${sample.i}-${position}` : `sample-${sample.i}`;
    usedNames.add(name);
    const node = element("article", { id: name, "aria-labelledby": `${name}-title` },
      element("h3", { id: `${name}-title` }, element("a", { href: `#${name}` }, sample.id),
        String(sample.i) === sample.id ? null : element("small", null, `sample ${number(sample.i)}`)),
      body);
    return { sample, position, node, body, isFilled: false, text: "", version: -1 };
  });
  const rowOf = new Map(rows.map((row) => [row.node, row]));
  list.append(...rows.map((row) => row.node));
  const hasReference = columns.some((column) => column.isReference);

  /// A text with the search matches marked.
  function marked(text) {
    const query = state.query;
    if (!query) return [text];
    const lower = text.toLowerCase();
    // Some letters change length with case; matches can then not be located.
    if (lower.length !== text.length) return [text];
    const parts = [];
    let from = 0;
    for (let at = lower.indexOf(query); at >= 0; at = lower.indexOf(query, from)) {
      parts.push(text.slice(from, at), element("mark", null, text.slice(at, at + query.length)));
      from = at + query.length;
    }
    parts.push(text.slice(from));
    return parts;
  }

  function textBlock(text, limit) {
    const block = element("div", { class: "text", dir: "auto" }, marked(text));
    const isLong = text.length > limit || text.split("\n", 20).length > 18;
    if (!isLong) return [block];
    block.classList.add("cut");
    const button = element("button", { type: "button", class: "more", "aria-expanded": "false" }, `Show all ${plural(length(text), "character")}`);
    button.addEventListener("click", () => {
      const isCut = block.classList.toggle("cut");
      button.setAttribute("aria-expanded", String(!isCut));
      button.textContent = isCut ? `Show all ${plural(length(text), "character")}` : "Show less";
    });
    return [block, button];
  }

  /// The text to compare a column's answer with, and its name; null for none.
  function baseOf(sample, index) {
    if (!state.base || columns[index].isReference && state.base === "reference") return null;
    const of = (other) => other !== index && other >= 0 && sample.a[other] && sample.a[other][TEXT] != null
      ? { text: sample.a[other][TEXT], name: columns[other].name } : null;
    if (state.base === "reference") return sample.r != null ? { text: sample.r, name: "the reference" }
      : of(columns.findIndex((column) => column.isReference));
    if (state.base === "peer") return columns[index].set === 0 ? null
      : of(columns.findIndex((column) => column.set === 0 && column.condition === columns[index].condition));
    return of(Number(state.base));
  }
  function comparison(sample, index) {
    const [base, text] = [baseOf(sample, index), sample.a[index][TEXT]];
    return base && text != null ? { base, ...wordDiff(base.text, text) } : null;
  }
  function differenceBlock({ base, parts }) {
    return element("div", { class: "text diff", dir: "auto", "aria-label": `Differences from ${base.name}` },
      parts.map(([kind, text]) => kind === "same" ? marked(text) : element(kind, null, marked(text))));
  }

  function answer(sample, index) {
    const [cell, column] = [sample.a[index], columns[index]];
    const compared = comparison(sample, index);
    const status = cell[STATUS];
    const facts = [];
    if (cell[TEXT] != null) facts.push(plural(length(cell[TEXT]), "character"));
    if (cell[COMPLETION] != null) facts.push(`${number(cell[PROMPT])} + ${number(cell[COMPLETION])} tokens`);
    if (cell[LATENCY] != null) facts.push(time(cell[LATENCY]));
    if (cell[COST] != null) facts.push(money(cost(cell)));
    if (cell[FINISH] && cell[FINISH] !== "stop") facts.push(`finish reason ${cell[FINISH]}`);
    if (cell[RETRIES] > 0) facts.push(cell[RETRIES] === 1 ? "1 retry" : `${number(cell[RETRIES])} retries`);
    if (cell[MODEL] && (isMany || frames[0].metadata.models.length > 1)) facts.push(cell[MODEL]);
    for (const [name, value] of Object.entries(cell[SCORES] || {})) {
      if (value != null) facts.push(`${name} ${decimals(value)}`);
    }
    if (compared) facts.unshift(`${Math.round(compared.alike * 100)} % similar to ${compared.base.name}`);
    const error = cell[ERROR];
    const isFound = state.status && status === state.status;
    return element("section", { class: `answer ${status}${isFound ? " found" : ""}`, "aria-label": column.name },
      element("header", null, element("h4", null, column.name),
        status === "ok" || status === "reference" ? null : element("span", { class: `chip ${status}` }, status)),
      compared ? differenceBlock(compared) : cell[TEXT] ? textBlock(cell[TEXT], 1100)
        : element("p", { class: "none" }, error ? `${error.class}${error.status ? ` (HTTP ${error.status})` : ""}: ${error.message}`
          : status === "pending" ? "Not answered yet." : "No text."),
      cell[NOTES] ? element("details", { class: "notes" }, element("summary", null, column.steps ? "Earlier steps" : "Reading notes"),
        element("div", { class: "text", dir: "auto" }, marked(cell[NOTES]))) : null,
      element("footer", null, element("span", null, facts.join(" · ")), isAnswer(cell) && cell[TEXT] != null ? ratingButtons(sample, index) : null));
  }

  /// The approximate height of a sample, so that little moves when it becomes visible.
  function expectedHeight(sample, width) {
    const isWide = width > 960;
    const lines = (text, perLine) => text ? Math.ceil(text.length / perLine) : 1;
    const across = Math.max(1, Math.floor((isWide ? width * 0.75 : width) / 317));
    const perLine = (isWide ? width * 0.75 : width) / across / 8.2;
    const heights = shown(sample).map((cell) => Math.min(352, lines(cell[TEXT], perLine) * 23) + 78);
    let height = isWide ? 0 : Math.min(256, lines(sample.c, width / 8) * 23);
    for (let i = 0; i < heights.length; i += across) height += Math.max(...heights.slice(i, i + across)) + 13;
    return Math.round(height);
  }

  function fill(row) {
    if (row.isFilled) return;
    const { sample } = row;
    const source = element("div", { class: "source", tabindex: "0", role: "region", "aria-label": `Text of ${sample.id}` });
    if (sample.c) source.append(element("div", { class: "text", dir: "auto" }, marked(sample.c)));
    if (sample.r && !hasReference) {
      source.append(element("h4", null, "Reference"), element("div", { class: "text", dir: "auto" }, marked(sample.r)));
    }
    const visible = columns.map((_, index) => index).filter((index) => sample.a[index] && !state.hidden.has(index));
    const answers = element("div", { class: "columns" }, grouping(visible).map(([name, indexes]) => [
      name == null ? null : element("h4", { class: "group" }, name),
      element("div", { class: "answers" }, indexes.map((index) => answer(sample, index)))]));
    row.body.replaceChildren(source, answers);
    row.body.style.minHeight = "";
    row.isFilled = true;
  }

  function empty(row) {
    if (!row.isFilled) return;
    row.body.style.minHeight = `${row.body.offsetHeight}px`;
    row.body.replaceChildren();
    row.isFilled = false;
  }

  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const row = rowOf.get(target);
      if (isIntersecting) fill(row); else if (!isPrinting && !row.body.contains(document.activeElement)) empty(row);
    }
  }, { rootMargin: "1500px 0px" });

  // Search, filter and sort.

  function haystack(row) {
    // Hidden perspectives are not searched.
    if (row.version !== state.version) {
      row.version = state.version;
      const { sample } = row;
      const parts = [sample.id, sample.c, sample.r];
      shown(sample).forEach((cell) => { if (cell) parts.push(cell[TEXT], cell[NOTES], cell[ERROR] && cell[ERROR].message); });
      row.text = parts.filter(Boolean).join("\n").toLowerCase();
    }
    return row.text;
  }

  const shown = (sample) => sample.a.filter((cell, index) => cell && !state.hidden.has(index));
  const sum = (sample, value) => shown(sample).reduce((total, cell) => total + (value(cell) || 0), 0);
  const ORDERS = {
    file: ["dataset order", null],
    long: ["longest answers", (sample) => sum(sample, (cell) => cell[TEXT] && cell[TEXT].length)],
    varied: ["most varied length", (sample) => {
      const lengths = shown(sample).filter((cell) => cell[TEXT] != null).map((cell) => cell[TEXT].length);
      return lengths.length ? Math.max(...lengths) - Math.min(...lengths) : 0;
    }],
    slow: ["slowest", (sample) => sum(sample, (cell) => cell[LATENCY])],
    large: ["most tokens", (sample) => sum(sample, (cell) => cell[PROMPT] + cell[COMPLETION])],
    dear: ["most expensive", (sample) => sum(sample, cost)],
    unlike: ["least similar to the compared text", (sample) => {
      const values = columns.map((_, index) => sample.a[index] && !state.hidden.has(index) ? comparison(sample, index) : null).filter(Boolean);
      return values.length ? 1 - values.reduce((total, { alike }) => total + alike, 0) / values.length : -1;
    }],
    rated: ["highest rating", (sample) => Math.max(0, ...columns.map((_, index) => sample.a[index] && ratings.get(ratingName(sample, index)) || 0))],
    failed: ["most failures", (sample) => sum(sample, (cell) => cell[STATUS] === "ok" || cell[STATUS] === "reference" ? 0 : 1)],
  };

  function update({ reorders }) {
    if (reorders) {
      const value = ORDERS[state.order][1];
      const keyed = rows.map((row) => [value ? value(row.sample) : 0, row]);
      keyed.sort((a, b) => b[0] - a[0] || a[1].position - b[1].position);
      list.append(...keyed.map(([, row]) => row.node));
    }
    let visible = 0, answers = 0;
    for (const row of rows) {
      const found = shown(row.sample).filter((cell) => isAnswer(cell) && (!state.status || cell[STATUS] === state.status));
      const isVisible = (!state.status || found.length > 0) && (!state.query || haystack(row).includes(state.query));
      empty(row);
      row.node.hidden = !isVisible;
      if (isVisible) { visible++; answers += found.length; }
    }
    observer.disconnect();
    const width = list.offsetWidth;
    for (const row of rows) {
      if (row.node.hidden) continue;
      row.body.style.minHeight = `${expectedHeight(row.sample, width)}px`;
      observer.observe(row.node);
    }
    // The first visible samples do not wait for the observer.
    [...list.children].filter((node) => !node.hidden).slice(0, 2).forEach((node) => fill(rowOf.get(node)));
    const of = visible < rows.length ? ` of ${number(rows.length)}` : "";
    byId("count").textContent = visible === 0 ? "No sample matches"
      : `${number(visible)}${of} ${rows.length === 1 ? "sample" : "samples"}, ${plural(answers, state.status ? `${state.status} answer` : "answer")}`;
  }

  function showTools() {
    const present = new Set();
    cells((cell) => { if (isAnswer(cell)) present.add(cell[STATUS]); });
    byId("status").append(element("option", { value: "" }, "all"),
      ...STATUSES.filter((status) => present.has(status)).map((status) => element("option", { value: status }, status)));
    const has = (field) => samples.some((sample) => sample.a.some((cell) => cell && cell[field] != null));
    const usable = { slow: has(LATENCY), large: has(COMPLETION), dear: has(COST) };
    byId("order").append(...Object.entries(ORDERS).filter(([key]) => usable[key] !== false)
      .map(([key, [title]]) => element("option", { value: key }, title)));

    const menu = byId("columns").querySelector(".menu");
    const boxes = columns.map((column, index) => {
      const box = element("input", { type: "checkbox" });
      box.checked = true;
      box.addEventListener("change", () => {
        if (box.checked) state.hidden.delete(index); else state.hidden.add(index);
        state.version++;
        update({ reorders: state.order !== "file" });
      });
      return box;
    });
    const all = (isChecked) => {
      boxes.forEach((box, index) => {
        box.checked = isChecked;
        if (isChecked) state.hidden.delete(index); else state.hidden.add(index);
      });
      state.version++;
      update({ reorders: state.order !== "file" });
    };
    const button = (title, isChecked) => {
      const node = element("button", { type: "button" }, title);
      node.addEventListener("click", () => all(isChecked));
      return node;
    };
    menu.append(element("div", { class: "both" }, button("All", true), button("None", false)),
      ...boxes.map((box, index) => element("label", null, box, element("span", null, columns[index].name))));

    const hasReferences = hasReference || samples.some((sample) => sample.r != null);
    byId("base").append(element("option", { value: "" }, "nothing"),
      ...[hasReferences ? element("option", { value: "reference" }, "the reference") : null,
        isMany ? element("option", { value: "peer" }, `the same perspective of ${frames[0].label}`) : null].filter(Boolean),
      ...columns.map((column, index) => [column, index]).filter(([column]) => !column.isReference)
        .map(([column, index]) => element("option", { value: String(index) }, column.name)));
    byId("base").addEventListener("change", (event) => {
      state.base = event.target.value;
      update({ reorders: state.order === "unlike" });
    });
    byId("group").append(element("option", { value: "" }, "nothing"),
      ...groupKeys.map((key) => element("option", { value: key }, key)));
    byId("group").closest("label").hidden = groupKeys.length === 0;
    byId("group").addEventListener("change", (event) => {
      state.group = event.target.value;
      showPerspectives();
      update({ reorders: false });
    });
    byId("export").addEventListener("click", () => {
      const blob = new Blob([JSON.stringify(ratingsDocument(), null, 2) + "\n"], { type: "application/json" });
      const address = URL.createObjectURL(blob);
      element("a", { href: address, download: `${frames[0].file}.ratings.json` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
    });
    showRatings();

    let timer = 0;
    byId("query").addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        state.query = byId("query").value.trim().toLowerCase();
        update({ reorders: false });
      }, 150);
    });
    byId("status").addEventListener("change", (event) => {
      state.status = event.target.value;
      update({ reorders: false });
    });
    byId("order").addEventListener("change", (event) => {
      state.order = event.target.value;
      update({ reorders: true });
    });
    byId("tools").addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") byId("columns").open = false;
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
      event.preventDefault();
      byId("query").focus();
    });
    document.addEventListener("click", (event) => {
      if (!byId("columns").contains(event.target)) byId("columns").open = false;
    });
  }

  // Printing shows the matching samples, up to a maximum.

  let isPrinting = false;
  window.addEventListener("beforeprint", () => {
    isPrinting = true;
    let count = 0;
    for (const node of list.children) {
      if (node.hidden) continue;
      if (count < PRINTED) fill(rowOf.get(node)); else node.classList.add("unprinted");
      count++;
    }
    byId("unprinted").textContent = count > PRINTED
      ? `${plural(count - PRINTED, "more sample")} not printed; search or filter to choose others.` : "";
    for (const node of list.querySelectorAll(".unprinted")) node.style.display = "none";
  });
  window.addEventListener("afterprint", () => {
    isPrinting = false;
    byId("unprinted").textContent = "";
    for (const node of list.querySelectorAll(".unprinted")) {
      node.classList.remove("unprinted");
      node.style.display = "";
    }
  });

  showHead();
  showPerspectives();
  showTruncations();
  showAdjustments();
  showFailures();
  showTools();
  update({ reorders: false });
  const wanted = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
  if (wanted) {
    wanted.scrollIntoView();
    // Repeated once the samples above have their final height.
    setTimeout(() => wanted.scrollIntoView(), 100);
  }
})();
