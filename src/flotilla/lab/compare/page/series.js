// --- the table ----------------------------------------------------------------------------------------------------

const kColumns = [
  { key: "name", title: "policy", value: (policy) => policy.name },
  { key: "cores", title: "cores", value: (policy) => policy.test.cores.estimate, show: (policy) => [number(policy.test.cores.estimate), interval(policy.test.cores, number)], best: true },
  { key: "ratio", title: "cost ÷ best HPA", value: (policy) => policy.against?.cost_ratio.estimate ?? Infinity, show: (policy) => policy.against ? [number(policy.against.cost_ratio.estimate), interval(policy.against.cost_ratio, number)] : ["–"] },
  { key: "violation", title: "above SLO", value: (policy) => policy.test.violation.estimate, show: (policy) => [percent(policy.test.violation.estimate), interval(policy.test.violation, percent)], best: true, style: "violation" },
  { key: "windows", title: "windows missed", value: (policy) => policy.test.windows, show: (policy) => [percent(policy.test.windows, 1)], best: true },
  { key: "errors", title: "errors", value: (policy) => policy.test.errors, show: (policy) => [percent(policy.test.errors, 3)] },
  { key: "p95", title: "p95 ms", value: (policy) => policy.test.p95_ms, show: (policy) => [number(policy.test.p95_ms, 0)], best: true },
  { key: "p99", title: "p99 ms", value: (policy) => policy.test.p99_ms, show: (policy) => [number(policy.test.p99_ms, 0)], best: true },
  { key: "replicas", title: "replica-hours", value: (policy) => policy.test.replica_hours, show: (policy) => [number(policy.test.replica_hours, 1)] },
  { key: "actions", title: "actions", value: (policy) => policy.test.actions, show: (policy) => [number(policy.test.actions, 0)] },
];

function interval(range, form) {
  return `${form(range.low)} … ${form(range.high)}`;
}

function drawTable() {
  const column = kColumns.find((each) => each.key === order.column);
  const sign = order.rising ? 1 : -1;
  const rows = [...data.policies].sort((a, b) => sign * (column.value(a) < column.value(b) ? -1 : column.value(a) > column.value(b) ? 1 : 0));
  const fair = data.policies.filter((policy) => !policy.is_bound);
  const bests = new Map(kColumns.filter((each) => each.best).map((each) => [each.key, Math.min(...fair.map(each.value))]));
  const head = element("tr", {}, ...kColumns.map((each) => element("th", { scope: "col", onclick: () => {
    order = { column: each.key, rising: order.column === each.key ? !order.rising : true };
    drawTable();
  } }, each.title + (each.key === order.column ? (order.rising ? " ↑" : " ↓") : ""))));
  const body = rows.map((policy) => element("tr", { class: policy.test.violation.estimate > data.slo.allowed ? "missed" : undefined }, ...kColumns.map((each) => {
    if (each.key === "name") {
      return element("td", {}, element("span", { class: "dot", style: `background:${colour.get(policy.name)}` }), policy.name, element("small", {}, knobText(policy.knobs) || policy.summary));
    }
    const [text, detail] = each.show(policy);
    const isBest = !policy.is_bound && bests.has(each.key) && each.value(policy) === bests.get(each.key);
    const cell = element("td", { class: [each.style, isBest ? "best" : ""].filter(Boolean).join(" ") }, text);
    if (detail) cell.append(element("small", {}, detail));
    return cell;
  })));
  byId("table").replaceChildren(element("thead", {}, head), element("tbody", {}, ...body));
}

// --- over time ----------------------------------------------------------------------------------------------------

/** Lines over time with a crosshair. lines: [{name, values, colour, faint}] */
function timeChart(figure, title, lines, step, options = {}) {
  const [width, height] = options.small ? [270, 120] : [1080, options.height ?? 190];
  const [left, right, top, bottom] = options.small ? [26, 4, 20, 18] : [58, 10, 24, 26];
  const count = Math.max(...lines.map((line) => line.values.length), 2);
  const values = lines.flatMap((line) => line.values).filter((value) => value !== null);
  const high = Math.max(options.limit ?? 0, ...values, 1e-9) * 1.06;
  const x = linear(0, count - 1, left, width - right);
  const y = linear(0, options.ceiling ? Math.min(high, options.ceiling) : high, height - bottom, top);
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title });
  const warm = data.timing.warmup_s / step;
  svg.append(drawn("rect", { x: left, y: top, width: Math.max(0, x(warm) - left), height: height - top - bottom, class: "warm" }));
  svg.append(drawn("text", { x: options.small ? 0 : left, y: 13, class: "label" }, title));
  for (const tick of niceTicks(0, y.high, options.small ? 2 : 4)) {
    svg.append(drawn("line", { x1: left, x2: width - right, y1: y(tick), y2: y(tick), class: "axis" }));
    svg.append(drawn("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, `${+tick.toFixed(2)}`));
  }
  if (options.limit) svg.append(drawn("line", { x1: left, x2: width - right, y1: y(options.limit), y2: y(options.limit), class: "limit" }));
  if (!options.small) {
    for (const tick of niceTicks(0, ((count - 1) * step) / 60, 8)) {
      svg.append(drawn("text", { x: x((tick * 60) / step), y: height - 8, "text-anchor": "middle" }, `${+tick.toFixed(1)} min`));
    }
  }
  for (const line of lines) {
    let path = "";
    let pen = "M";
    line.values.forEach((value, i) => {
      if (value === null) { pen = "M"; return; }
      path += `${pen}${x(i).toFixed(1)} ${y(Math.min(value, y.high)).toFixed(1)}`;
      pen = options.stairs ? `H${x(i + 1).toFixed(1)}V` : "L";
      if (options.stairs) { path += `H${x(Math.min(i + 1, count - 1)).toFixed(1)}`; pen = "L"; }
    });
    svg.append(drawn("path", { d: path, fill: "none", stroke: line.colour, "stroke-width": line.faint ? 1 : 1.7, opacity: line.faint ? 0.4 : 0.95, "stroke-linejoin": "round" }));
  }
  const cursor = drawn("line", { y1: top, y2: height - bottom, class: "cursor", visibility: "hidden" });
  svg.append(cursor);
  svg.addEventListener("mousemove", (event) => {
    const box = svg.getBoundingClientRect();
    const at = Math.round(((event.clientX - box.left) / box.width * width - left) / (width - right - left) * (count - 1));
    if (at < 0 || at >= count) return;
    cursor.setAttribute("x1", x(at));
    cursor.setAttribute("x2", x(at));
    cursor.setAttribute("visibility", "visible");
    const rows = lines.filter((line) => !line.faint && line.values[at] !== null && line.values[at] !== undefined).map((line) => `${line.name}: ${+line.values[at].toFixed(2)}`);
    tip(event, `${clock(at * step)}\n${rows.join("\n")}`);
  });
  svg.addEventListener("mouseleave", (event) => { cursor.setAttribute("visibility", "hidden"); tip(event, ""); });
  figure.replaceChildren(svg);
}

function drawSeries() {
  const series = data.series.find((each) => each.workload === workload);
  if (!series) return;
  const visible = Object.keys(series.policies).filter((name) => followed.has(name));
  const lines = (key) => visible.map((name) => ({ name, values: series.policies[name][key], colour: colour.get(name) }));
  timeChart(byId("load"), "Load: requests a second at the entry", [{ name: "offered", values: series.load, colour: "var(--ink)" }], series.step_s, { height: 150 });
  timeChart(byId("latency"), `p${data.slo.percentile} latency, ms (cut at four times the SLO)`, lines("latency_ms"), series.step_s, { limit: data.slo.latency_ms, ceiling: data.slo.latency_ms * 4 });
  timeChart(byId("cores"), "Requested cores", lines("cores"), series.step_s, { stairs: true });
  const services = [...new Set(visible.flatMap((name) => Object.keys(series.policies[name].ready)))];
  byId("services").replaceChildren(...services.map((service) => {
    const figure = element("figure");
    timeChart(figure, service, visible.flatMap((name) => [
      { name, values: series.policies[name].desired[service] ?? [], colour: colour.get(name), faint: true },
      { name, values: series.policies[name].ready[service] ?? [], colour: colour.get(name) },
    ]), series.step_s, { small: true, stairs: true });
    return figure;
  }));
}

// --- the rest -----------------------------------------------------------------------------------------------------

/** A button for each policy: a click shows or hides it, a double click leaves it alone. */
function policyChips(id, chosen) {
  byId(id).replaceChildren(...data.policies.map((policy) => element("button", {
    type: "button", title: policy.summary, style: `--chip:${colour.get(policy.name)}`, "aria-pressed": String(chosen.has(policy.name)),
    onclick: () => { if (!chosen.delete(policy.name)) chosen.add(policy.name); drawAll(); },
    ondblclick: () => { chosen.clear(); chosen.add(policy.name); drawAll(); },
  }, policy.name)));
}

function drawChips() {
  policyChips("policies", shown);
  policyChips("followed", followed);
  byId("workloads").replaceChildren(...data.series.map((series) => element("button", {
    type: "button", "aria-pressed": String(series.workload === workload), onclick: () => { workload = series.workload; drawAll(); },
  }, `${series.workload} (seed ${series.seed})`)));
}

function drawAll() {
  drawChips();
  drawTuning();
  drawTest();
  drawTable();
  drawSeries();
}

function drawText() {
  const { slo, timing, seeds, budget } = data;
  document.title = data.name;
  byId("title").textContent = data.name;
  byId("subtitle").textContent = `${data.application} · SLO: p${slo.percentile} ≤ ${slo.latency_ms} ms, errors ≤ ${percent(slo.max_error_rate, 1)} · ${data.policies.length} policies · ` +
    `${data.workloads.filter((each) => each.split === "test").length} held-out workloads × ${seeds.test.length} seeds`;
  byId("headline").replaceChildren(...data.headline.map((sentence) => element("li", {}, sentence)));
  byId("table-note").textContent = `Means over held-out workloads and seeds with 95 % bootstrap intervals, resampled in pairs. Red: more than ${percent(slo.allowed, 1)} of the requests above the SLO. ` +
    "A bound knows the future and is no candidate. Click a heading to sort.";
  const facts = {
    Protocol: `knobs chosen on training and validation workloads (${budget.tuning_runs} runs, the same grid budget for every family), then judged once on held-out ones (${budget.test_runs} runs); every policy saw the same arrivals and the same work per request`,
    Seeds: `tuning ${seeds.tuning.join(", ")}; test ${seeds.test.join(", ")}`,
    Times: `${clock(timing.warmup_s)} of warm-up, then ${clock(timing.horizon_s)} that count; metrics every ${timing.scrape_s} s`,
    Simulator: data.level,
    Version: data.version,
  };
  byId("how").replaceChildren(...Object.entries(facts).flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)]));
  byId("command").textContent = data.command;
  byId("workload-table").replaceChildren(element("tr", {}, ...["workload", "split", "mean", "peak", "source"].map((name) => element("th", {}, name))),
    ...data.workloads.map((each) => element("tr", {}, ...[each.name, each.split, `${number(each.mean, 1)} ${each.kind}`, number(each.peak, 1), each.source].map((text) => element("td", {}, text)))));
  byId("assumptions").replaceChildren(...data.assumptions.map((text) => element("li", {}, text)));
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

setTheme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
byId("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
drawText();
drawAll();
