/**
 * The meter: one bar a promise. It begins where a trivial guess stands; then come what was claimed and what is measured.
 * Where its marks stand (pure), and putting them there.
 */
import { numeral, say } from "./texts.js";

/** Room beyond whatever stands farthest. */
const MARGIN = 1.08;

/**
 * How far a value has come: 0 at what a trivial guess reaches, 1 at the claim, more beyond it; for measures of which less
 * is better, too. NaN where the scale makes no sense (no way from one to the other; a logarithm of what is not positive).
 */
export function progressOf(value, { baseline, claim, scale = "linear" }) {
  const at = scale === "log" ? Math.log : (x) => x;
  if (scale === "log" && Math.min(value, baseline.value, claim.value) <= 0) return Number.NaN;
  const progress = (at(value) - at(baseline.value)) / (at(claim.value) - at(baseline.value));
  return Number.isFinite(progress) ? progress : Number.NaN;
}

/**
 * The bar of a meter, in parts of its width from 0 to 1: `claim` and `measured` where the marks stand; `kept` how far it is
 * solid; `from` and `to` the part of which nothing was kept (the hype) or which is more than was promised, as `isMore`
 * says; `low` and `high` the interval; `progress` as above. The bar ends at what is perfect, where the card says what that
 * is, else beyond what the card measured, so that a live figure moves no other mark.
 */
export function barOf(meter, measured = meter.measured.value) {
  const of = (value) => progressOf(value, meter);
  const end = meter.perfect === undefined ? MARGIN * Math.max(1, of(meter.measured.value)) : of(meter.perfect);
  const place = (progress) => Math.min(1, Math.max(0, progress / end));
  const progress = of(measured);
  const claim = place(1);
  const reached = place(progress);
  const interval = (meter.measured.interval ?? [measured, measured]).map((value) => place(of(value)));
  return {
    progress,
    claim,
    measured: reached,
    kept: Math.min(claim, reached),
    from: Math.min(claim, reached),
    to: Math.max(claim, reached),
    isMore: reached > claim,
    low: Math.min(...interval),
    high: Math.max(...interval),
  };
}

/**
 * What is to be said of a promise: "none" where it is no better than a trivial guess, as far as its pictures can tell;
 * "short", "kept" where the claim lies within the interval, "more"; "apart" where it was measured on something else than
 * was claimed of, so that no figure could keep or break it.
 */
export function verdictOf(meter, measured = meter.measured.value) {
  const isLive = measured !== meter.measured.value;
  const { interval = [measured, measured] } = meter.measured;
  const ends = (isLive ? [measured, measured] : interval).map((value) => progressOf(value, meter));
  if (Math.min(...ends) <= 0) return "none";
  if (meter.measured.comparable === false) return "apart";
  if (Math.min(...ends) > 1) return "more";
  return Math.max(...ends) >= 1 ? "kept" : "short";
}

/** A number with as many digits as a reader needs and it has: 61.8, 0.782, 0.4, 1,630. */
export function figureOf(value, unit = "") {
  const size = Math.abs(value);
  const most = size >= 100 ? 0 : size >= 1 ? 1 : 3;
  const decimals = Math.min(most, String(value).split(".")[1]?.length ?? 0);
  return unit ? `${numeral(value, decimals)}\u00A0${unit}` : numeral(value, decimals);
}

const percentOf = (progress) => numeral(100 * progress, 0);

/** The sentence of the verdict. */
function verdict(meter, measured) {
  const { progress } = barOf(meter, measured);
  const kind = verdictOf(meter, measured);
  return say(`meter_${kind}`, { percent: kind === "short" ? percentOf(progress) : "" });
}

function show(figure, meter, measured, isLive) {
  const bar = barOf(meter, measured);
  const scale = figure.querySelector(".meter__scale");
  if (Number.isNaN(bar.progress) || !scale) return;
  for (const name of ["claim", "measured", "kept", "from", "to", "low", "high"]) {
    scale.style.setProperty(`--${name}`, String(bar[name]));
  }
  scale.classList.toggle("is-more", bar.isMore);
  scale.classList.toggle("is-live", isLive);
  const sentence = verdict(meter, measured);
  const told = {
    metric: meter.metric,
    what: meter.baseline.what,
    baseline: figureOf(meter.baseline.value, meter.unit),
    claim: figureOf(meter.claim.value, meter.unit),
    measured: figureOf(measured, meter.unit),
    verdict: sentence,
  };
  scale.setAttribute("aria-label", say(isLive ? "meter_alt_live" : "meter_alt", told));
  const said = figure.querySelector(".meter__verdict");
  if (said && said.textContent !== sentence) said.textContent = sentence;
  const value = figure.querySelector("[data-measured]");
  if (value && value.textContent !== told.measured) value.textContent = told.measured;
  const word = figure.querySelector("[data-measured-word]");
  if (word) word.textContent = say(isLive ? "meter_now" : "meter_measured");
}

/** Finds every meter on the page and sets its marks. The figures themselves are in the page's text. */
export function showMeters(root = document) {
  for (const figure of root.querySelectorAll("[data-meter]")) {
    const meter = JSON.parse(figure.dataset.meter);
    show(figure, meter, meter.measured.value, false);
  }
}

/**
 * Lets the page's own frames a second move the mark of each promise of speed. `read()` gives them while pictures come, and
 * null when none do: then the mark goes back to what the card measured. Returns a function that ends it.
 */
export function followSpeed(root, read, every = 500) {
  const figures = [...root.querySelectorAll("[data-meter][data-live]")].map((node) => [node, JSON.parse(node.dataset.meter)]);
  if (!figures.length) return () => {};
  const timer = setInterval(() => {
    const fps = read();
    for (const [node, meter] of figures) show(node, meter, fps || meter.measured.value, Boolean(fps));
  }, every);
  return () => clearInterval(timer);
}
