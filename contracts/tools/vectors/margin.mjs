// Margin from the rules alone (spec/rules.md, MRG), as exact fractions; money in micro-USDC.
import { hash, uint } from './bytes.mjs';

const million = 10n ** 12n;
const nano = 10n ** 9n;

/** The tiers of three kinds of market, as Hyperliquid publishes them. */
const hyperliquid = {
  large: [[0n, 40n], [150n * million, 20n]],
  middle: [[0n, 25n], [100n * million, 15n]],
  small: [[0n, 10n], [3n * million, 5n]],
  many: [[0n, 100n], [1n * million, 50n], [7n * million, 33n], [19n * million, 7n], [80n * million, 3n]],
  one: [[0n, 50n]],
};

const ceil = (above, below) => (above >= 0n ? (above + below - 1n) / below : -(-above / below));
const floor = (above, below) => -ceil(-above, below);
const max = (a, b) => (a > b ? a : b);

const tierOf = (tiers, notional) => tiers.findLastIndex(([from]) => from <= notional);

/** deduction_n = deduction_(n-1) + lowerBound_n x (rate_n - rate_(n-1)), as [above, below]. */
function deduction(tiers, n) {
  let [above, below] = [0n, 1n];
  for (let i = 1; i <= n; i++) {
    const [from, leverage] = tiers[i];
    const before = tiers[i - 1][1];
    // 1/2L - 1/2K = (K - L) / 2LK
    const over = 2n * leverage * before;
    above = above * over + from * (before - leverage) * below;
    below *= over;
  }
  return [above, below];
}

/** notional x rate - deduction, with rate = 1/(2L), rounded up. */
function maintenance(tiers, notional) {
  const n = tierOf(tiers, notional);
  const [above, below] = deduction(tiers, n);
  const twice = 2n * tiers[n][1];
  return ceil(notional * below - above * twice, twice * below);
}

function initial(tiers, notional, leverage, scale) {
  const n = tierOf(tiers, notional);
  const L = tiers[n][1];
  const [above, below] = deduction(tiers, n);
  const c = (above * 2n * L) / below;
  const asked = ceil((notional - c) * (nano - scale) + notional * scale * L, L * nano);
  const chosen = leverage < tiers[0][1] ? leverage : tiers[0][1];
  return max(ceil(notional, chosen), asked);
}

/** dYdX: IMF = min(base + max((OI - lower) / (upper - lower), 0) x (1 - base), 1). */
function openInterestScale(lower, upper, openInterest) {
  const above = openInterest < lower ? 0n : openInterest > upper ? upper - lower : openInterest - lower;
  return ceil(above * nano, upper - lower);
}

/**
 * The outermost mark at which E < M, piece by piece: in a tier, A < ceil(x / 2L) is A x 2L < x, a line
 * in the mark. `rest` is what the bucket has beside the position: collateral and other markets, less their
 * margin.
 */
function liquidation(tiers, size, cost, rest) {
  const lots = size < 0n ? -size : size;
  let found = null;
  for (let n = 0; n < tiers.length; n++) {
    const [from, L] = tiers[n];
    const [above, below] = deduction(tiers, n);
    const c = (above * 2n * L) / below;
    const lowest = max(1n, ceil(from, lots));
    const next = n + 1 < tiers.length ? floor(tiers[n + 1][0] - 1n, lots) : 2n ** 32n - 1n;
    const highest = next < 2n ** 32n - 1n ? next : 2n ** 32n - 1n;
    // (rest + size p - cost) 2L < lots p - c
    const right = -c - 2n * L * (rest - cost);
    const slope = 2n * L * size - lots;
    const edge = size > 0n ? ceil(right, slope) - 1n : floor(-right, -slope) + 1n;
    const at = size > 0n ? (edge > highest ? highest : edge) : edge < lowest ? lowest : edge;
    if (at < lowest || at > highest) continue;
    if (found === null || (size > 0n ? at > found : at < found)) found = at;
  }
  return found;
}

const text = (value) => (value === null ? null : value.toString());
const written = (tiers) => tiers.map(([from, leverage]) => [text(from), Number(leverage)]);

function tierVectors() {
  return Object.entries(hyperliquid).map(([name, tiers]) => {
    const edges = tiers.flatMap(([from]) => [from - 1n, from, from + 1n]).filter((value) => value >= 0n);
    const others = [123_456_789n, 2n * million + 1n, 250n * million, 10n ** 17n, 2n ** 71n + 5n];
    const notionals = [...edges, ...others];
    return {
      name,
      tiers: written(tiers),
      hash: hash(
        uint(0x1f, 1), uint(tiers.length, 1),
        ...tiers.flatMap(([from, leverage]) => [uint(from, 8), uint(leverage, 4)]),
      ),
      cases: notionals.flatMap((notional) => [1n, 7n, tiers[0][1]].map((leverage) => ({
        notional: text(notional),
        leverage: Number(leverage),
        initial: text(initial(tiers, notional, leverage, 0n)),
        maintenance: text(maintenance(tiers, notional)),
      }))),
    };
  });
}

function scaleVectors() {
  const ten = [[0n, 10n], [1n * million, 5n]];
  const [lower, upper] = [20n * million, 50n * million];
  const openInterests = [
    0n, lower, lower + 1n, 35n * million, 45n * million, upper - 1n, upper, 80n * million,
  ];
  return {
    lower: text(lower),
    upper: text(upper),
    tiers: written(ten),
    cases: openInterests.flatMap((openInterest) => {
      const scale = openInterestScale(lower, upper, openInterest);
      return [1_000_000n, 999_999_999_999n, 4n * million].map((notional) => ({
        openInterest: text(openInterest),
        scale: Number(scale),
        notional: text(notional),
        initial: text(initial(ten, notional, 10n, scale)),
      }));
    }),
  };
}

function liquidationVectors() {
  const cases = [
    // What one would reckon by Hyperliquid's price - side x margin_available / size / (1 - l x side).
    ['a long of 1 BTC at 30,000 with 3,000', 'large', 100_000n, 30_000_000_000n, 3_000_000_000n],
    ['a short of 1 BTC at 30,000 with 3,000', 'large', -100_000n, -30_000_000_000n, 3_000_000_000n],
    ['a long with more than it cost', 'large', 100_000n, 30_000_000_000n, 30_000_000_001n],
    ['a long under maintenance already', 'large', 100_000n, 30_000_000_000n, 1n],
    ['a long that crosses into a lower tier', 'large', 600_000_000n, 180n * million, 9n * million],
    ['a short that crosses into a higher tier', 'large', -450_000_000n, -135n * million, 40n * million],
    ['a short in the last of many tiers', 'many', -3_000_000n, -90n * million, 50n * million],
    ['a long through many tiers', 'many', 3_000_000n, 90n * million, 60n * million],
    ['one lot long', 'one', 1n, 300_000n, 100_000n],
    ['one lot short', 'one', -1n, -300_000n, 100_000n],
    ['a debt beside a short', 'small', -2_000_000n, -5n * million, -1n * million],
  ];
  return cases.map(([what, table, size, cost, rest]) => ({
    what,
    tiers: written(hyperliquid[table]),
    size: text(size),
    entryNotional: text(cost),
    rest: text(rest),
    price: text(liquidation(hyperliquid[table], size, cost, rest)),
  }));
}

export const marginVectors = () => ({
  tiers: tierVectors(),
  openInterest: scaleVectors(),
  liquidation: liquidationVectors(),
});
