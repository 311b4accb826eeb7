// Funding from its rules in unbounded integers. Rates are in 1e-9, money in micro-USDC, prices in ticks.
const ONE = 10n ** 9n;
const HOUR = 3_600_000n;
const clamp = (value, low, high) => (value < low ? low : value > high ? high : value);

/** Percent over 8 hours, with up to 7 decimals, as 1e-9. */
const percent = (text) => {
  const [whole, part = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + part.padEnd(7, '0'));
  return text.startsWith('-') ? -value : value;
};

const rateOf = (average) =>
  clamp(
    average + clamp(percent('0.01') - average, -percent('0.05'), percent('0.05')),
    -percent('32'),
    percent('32'),
  );

// [name, average premium in percent]
const corners = [
  ['no premium: the interest alone', '0'],
  ['a premium of the interest', '0.01'],
  ['the highest premium that the interest still makes up for', '0.06'],
  ['one step over it', '0.0600001'],
  ['a tenth of a per cent', '0.1'],
  ['the lowest premium that the interest still makes up for', '-0.04'],
  ['one step under it', '-0.0400001'],
  ['the discount at which nothing is paid', '-0.05'],
  ['one step under it: shorts pay', '-0.0500001'],
  ['a discount of a per cent', '-1'],
  ['the premium that reaches the cap', '32.05'],
  ['one step over the cap', '32.0500001'],
  ['the discount that reaches the cap', '-32.05'],
  ['half of the price', '-50'],
];

const rates = corners.map(([name, premium]) => {
  const average = percent(premium);
  const rate = rateOf(average);
  return { name, average: String(average), rate: String(rate), anHour: String((rate * HOUR) / (8n * HOUR)) };
});

// [name, rate over 8 hours in percent, oracle price, covered ms]
const paid = [
  ['an hour at the interest', '0.01', 300_000n, HOUR],
  ['an hour against the interest', '-0.01', 300_000n, HOUR],
  ['an hour with a gap of ten minutes', '0.01', 300_000n, HOUR - 600_000n],
  ['four per cent of the price in an hour', '32', 300_000n, HOUR],
  ['a rate that leaves a fraction', '0.0123457', 300_007n, HOUR - 1n],
  ['the same for shorts', '-0.0123457', 300_007n, HOUR - 1n],
  ['no time', '0.5', 300_000n, 0n],
  ['the highest price', '-32', 2n ** 32n - 1n, HOUR],
];

const payments = paid.map(([name, rate, oracle, elapsed]) => ({
  name,
  rate: String(percent(rate)),
  ...{ oracle: Number(oracle), elapsed: Number(elapsed) },
  index: String((oracle * percent(rate) * elapsed) / (8n * HOUR)),
}));

/** The average price of trading the notional down one side, as a fraction; null when it has too little. */
function impact(levels, notional) {
  let left = notional;
  let lots = 0n;
  for (const [price, size] of levels.map((level) => level.map(BigInt))) {
    if (price * size >= left) return { up: notional * price, down: lots * price + left };
    left -= price * size;
    lots += size;
  }
  return null;
}

/** How far the price up / down lies above (sign 1n) or below (-1n) the oracle price, as a fraction. */
function beyond(price, oracle, sign) {
  const distance = price && sign * (price.up - oracle * price.down);
  return distance > 0n ? [distance, oracle * price.down] : [0n, 1n];
}

/** (max(bid - oracle, 0) - max(oracle - ask, 0)) / oracle, cut towards zero. */
function premiumOf(bid, ask, oracle) {
  const [above, aboveOf] = beyond(bid, oracle, 1n);
  const [below, belowOf] = beyond(ask, oracle, -1n);
  return ((above * belowOf - below * aboveOf) * ONE) / (aboveOf * belowOf);
}

const sides = [
  ['an empty book', [], [], 300_000],
  ['a book around the oracle price', [[299_900, 100_000]], [[300_100, 100_000]], 300_000],
  ['a book above it', [[300_300, 100_000]], [[300_600, 100_000]], 300_000],
  ['a book below it', [[299_400, 100_000]], [[299_700, 100_000]], 300_000],
  ['the best bid alone is too small', [[300_600, 10_000], [300_000, 100_000]], [[301_000, 100_000]], 300_000],
  ['many levels', [[300_900, 5_000], [300_700, 4_000], [300_500, 7_000], [300_100, 9_000]], [], 300_000],
  ['exactly the notional', [[300_000, 20_000]], [], 299_000],
  ['one lot less than the notional', [[300_000, 19_999]], [], 299_000],
  ['an ask under the oracle price that is too small', [[1, 1]], [[299_000, 10]], 300_000],
  ['large lots and a small price', [[7, 2_000_000_000]], [[9, 2_000_000_000]], 6],
  ['the highest prices', [[2 ** 32 - 2, 9]], [[2 ** 32 - 1, 9]], 2 ** 31],
];

const impacts = sides.map(([name, bids, asks, oracle]) => {
  const notional = 6_000_000_000n;
  const [bid, ask] = [impact(bids, notional), impact(asks, notional)];
  return {
    name,
    notional: Number(notional),
    ...{ bids, asks, oracle },
    impactBid: bid ? Number(bid.up / bid.down) : null,
    impactAsk: ask ? Number((ask.up + ask.down - 1n) / ask.down) : null,
    premium: String(premiumOf(bid, ask, BigInt(oracle))),
  };
});

/** Corners of the rate, payments and impact prices of spec/rules.md, topic FND. */
export const fundingVectors = () => ({ rates, payments, impacts });
