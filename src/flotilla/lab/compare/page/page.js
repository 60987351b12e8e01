"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const SVG = "http://www.w3.org/2000/svg";
const colour = new Map(data.policies.map((policy, i) => [policy.name, `var(--c${i % 10})`]));
const shown = new Set(data.policies.map((policy) => policy.name));
const followed = new Set(data.focus);
let workload = data.series.length ? data.series[0].workload : null;
let order = { column: "cores", rising: true };

const byId = (id) => document.getElementById(id);
const percent = (share, digits = 2) => `${(share * 100).toFixed(digits)} %`;
const number = (value, digits = 2) => value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });
const knobText = (knobs) => Object.entries(knobs).map(([name, value]) => `${name} ${value}`).join(", ");
const clock = (seconds) => {
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60 ? `${minutes % 60} min` : ""}`;
};

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function drawn(name, attributes = {}, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// --- scales ------------------------------------------------------------------------------------------------------

const linear = (low, high, from, to) => Object.assign((value) => from + ((value - low) / (high - low || 1)) * (to - from), { low, high });

/** Shares of violations span decades and reach 0: logarithmic above the floor, and 0 on the axis. */
const kFloor = 1e-4;
function shareScale(high, from, to) {
  const top = Math.log10(Math.max(high, 10 * kFloor) / kFloor) * 1.05;
  return (value) => from + (value <= kFloor ? 0 : Math.log10(value / kFloor) / top) * (to - from);
}

function niceTicks(low, high, count) {
  const raw = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw);
  const ticks = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step * 1e-9; tick += step) ticks.push(tick);
  return ticks;
}

// --- the tip -----------------------------------------------------------------------------------------------------

function tip(event, text) {
  const box = byId("tip");
  box.hidden = !text;
  if (!text) return;
  box.textContent = text;
  const right = event.clientX + 16 + box.offsetWidth > innerWidth;
  box.style.left = `${right ? event.clientX - 16 - box.offsetWidth : event.clientX + 16}px`;
  box.style.top = `${Math.min(event.clientY + 14, innerHeight - box.offsetHeight - 8)}px`;
}

const withTip = (node, text) => {
  node.addEventListener("mousemove", (event) => tip(event, text));
  node.addEventListener("mouseleave", (event) => tip(event, ""));
  return node;
};

// --- cost against violations --------------------------------------------------------------------------------------

function frontFrame(id, title, points) {
  const [width, height, left, bottom, top] = [540, 380, 58, 44, 26];
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title });
  const costs = points.map((point) => point.cost);
  const low = costs.length ? Math.min(...costs) : 0;
  const high = costs.length ? Math.max(...costs) : 1;
  const margin = (high - low) * 0.08 || 0.5;
  const x = linear(Math.max(0, low - margin), high + margin, left, width - 10);
  const worst = Math.max(data.slo.allowed * 3, ...points.map((point) => point.violation));
  const y = shareScale(worst, height - bottom, top);
  svg.append(drawn("text", { x: left, y: 14, class: "label" }, title));
  for (const tick of [0, 0.001, 0.01, 0.1, 1].filter((share) => share <= worst * 1.2)) {
    svg.append(drawn("line", { x1: left, x2: width - 10, y1: y(tick), y2: y(tick), class: "axis" }));
    svg.append(drawn("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, `${+(tick * 100).toFixed(2)} %`));
  }
  for (const tick of niceTicks(x.low, x.high, 6)) {
    svg.append(drawn("text", { x: x(tick), y: height - bottom + 18, "text-anchor": "middle" }, `${+tick.toFixed(2)}`));
  }
  svg.append(drawn("text", { x: (left + width) / 2, y: height - 6, "text-anchor": "middle" }, "requested cores, mean"));
  svg.append(drawn("text", { x: 0, y: 0, transform: `translate(12 ${(height - bottom + top) / 2}) rotate(-90)`, "text-anchor": "middle" }, "requests above the SLO"));
  const limit = y(data.slo.allowed);
  svg.append(drawn("line", { x1: left, x2: width - 10, y1: limit, y2: limit, class: "limit" }));
  byId(id).replaceChildren(svg);
  return { svg, x, y };
}

/** The points that no other beats, by rising cost. */
function front(points) {
  let least = Infinity;
  return [...points].sort((a, b) => a.cost - b.cost || a.violation - b.violation).filter((point) => {
    const kept = point.violation < least;
    if (kept) least = point.violation;
    return kept;
  });
}

function drawTuning() {
  const visible = data.policies.filter((policy) => shown.has(policy.name));
  const { svg, x, y } = frontFrame("tuning", "Tuning", visible.flatMap((policy) => policy.tuning));
  for (const policy of visible) {
    const line = front(policy.tuning).map((point) => `${x(point.cost)},${y(point.violation)}`).join(" ");
    svg.append(drawn("polyline", { points: line, fill: "none", stroke: colour.get(policy.name), "stroke-width": 1.6, opacity: 0.7 }));
    for (const point of policy.tuning) {
      const dot = drawn("circle", { cx: x(point.cost), cy: y(point.violation), r: point.chosen ? 5.5 : 3.2, fill: colour.get(policy.name),
        opacity: point.chosen ? 1 : 0.55, stroke: point.chosen ? "var(--ink)" : "none", "stroke-width": 1.6 });
      svg.append(withTip(dot, `${policy.name}\n${knobText(point.knobs)}\n${number(point.cost)} cores, ${percent(point.violation)} above the SLO`));
    }
  }
}

function drawTest() {
  const visible = data.policies.filter((policy) => shown.has(policy.name));
  const points = visible.map((policy) => ({ cost: policy.test.cores.estimate, violation: policy.test.violation.high }));
  const { svg, x, y } = frontFrame("test", "Held-out workloads", points);
  for (const policy of visible) {
    const { cores, violation } = policy.test;
    const stroke = { stroke: colour.get(policy.name), "stroke-width": 1.6, opacity: 0.75 };
    svg.append(drawn("line", { x1: x(cores.low), x2: x(cores.high), y1: y(violation.estimate), y2: y(violation.estimate), ...stroke }));
    svg.append(drawn("line", { x1: x(cores.estimate), x2: x(cores.estimate), y1: y(violation.low), y2: y(violation.high), ...stroke }));
    const dot = drawn("circle", { cx: x(cores.estimate), cy: y(violation.estimate), r: 5.5, fill: colour.get(policy.name) });
    svg.append(withTip(dot, `${policy.name}\n${knobText(policy.knobs)}\n${number(cores.estimate)} cores [${number(cores.low)}, ${number(cores.high)}]\n` +
      `${percent(violation.estimate)} above the SLO [${percent(violation.low)}, ${percent(violation.high)}]`));
  }
}
