// An escape by spec/escape.md, in unbounded integers: two ended venues with all their leaves, what each
// market and account comes to, and the shares that follow.
import { keccak256, stringToBytes } from 'viem';
import { hash, join, range, sample, sampleBytes, uint } from './bytes.mjs';
import { accountLeaf, marketLeaf, preimageOf, ringLeaf } from './escape-leaves.mjs';
import { absenceProof, keyedRoot, packedProof } from './keyed.mjs';

const NANO = 10n ** 9n;
const EQUITY_MAX = 2n ** 104n;
const BOUNTY_MAX = 50_000_000n;
const least = (a, b) => (a < b ? a : b);
const most = (a, b) => (a > b ? a : b);
const sum = (values) => values.reduce((total, value) => total + value, 0n);
const floorDiv = (a, b) => (a >= 0n ? a / b : -((-a + b - 1n) / b));
const system = (name) => `0x${keccak256(stringToBytes(`offing.account.${name}`)).slice(26)}`;
const juniors = ['fees', 'insurance', 'backstop'].map(system);
const poolOf = (market) => system(`funding.${market}`);

function median(prices) {
  const sorted = [...prices].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[(sorted.length - 1) >> 1];
}

const priceOf = (m) =>
  m.settled ? m.mark : [median(m.ring ?? []), m.oracle, m.mark, m.last].find((price) => price !== 0) ?? 0;

const dueOf = (slot, market) => floorDiv(-slot.size * (market.index - slot.checkpoint), NANO);

function worthOf(slot, markets) {
  if (slot.size === 0n) return 0n;
  const market = markets.find((m) => m.id === slot.market);
  return slot.size * BigInt(priceOf(market)) - slot.entry + dueOf(slot, market);
}

/** The equities of an account's buckets: the isolated ones in the order of the slots, then the cross one. */
function bucketsOf(account, markets) {
  const cross = account.slots.filter((s) => s.mode === 1).map((s) => worthOf(s, markets));
  const alone = account.slots.filter((s) => s.mode === 2);
  const isolated = alone.map((s) => s.isolated + worthOf(s, markets));
  const clamp = (equity) => most(-EQUITY_MAX, least(EQUITY_MAX, equity));
  return [...isolated, account.collateral + sum(cross)].map(clamp);
}

function valuation(account, markets) {
  const buckets = bucketsOf(account, markets);
  const positive = sum(buckets.filter((b) => b > 0n));
  const negative = buckets.filter((b) => b < 0n).map((b) => -b);
  const isPool = markets.some((m) => poolOf(m.id) === account.owner);
  const isJunior = juniors.includes(account.owner);
  const counted = isPool ? [0n, 0n] : [positive, sum(negative)];
  return {
    buckets: buckets.map(String),
    claim: String(isJunior ? 0n : counted[0]),
    debt: String(counted[1]),
    junior: String(isJunior ? counted[0] : 0n),
    bounty: String(isPool ? 0n : sum(negative.map((debt) => least(debt / 100n, BOUNTY_MAX)))),
  };
}

/** n and d of the share, and what each of the accounts that were proved gets; these by their place. */
function shareOf(name, vault, all, accounts = all) {
  const total = (field) => sum(accounts.map((a) => BigInt(a[field])));
  const [positive, negative, junior] = [total('claim'), total('debt'), total('junior')];
  const whole = most(vault + negative - junior, positive);
  const [n, d] = whole === 0n ? [1n, 1n] : [least(vault, whole), whole];
  return {
    name,
    vault: String(vault),
    positive: String(positive),
    negative: String(negative),
    junior: String(junior),
    numerator: String(n),
    denominator: String(d),
    lateLeft: String(vault - (positive * n) / d),
    proved: accounts.map((a) => all.indexOf(a)),
    paid: accounts.map((a) => String((BigInt(a.claim) * n) / d)),
  };
}

const marketKey = (market) => join(uint(market.id, 4));
const ringKey = (market) => join(uint(market.id, 4), uint(255, 1));

function world(name, markets, accounts, withdrawn) {
  const accountTree = accounts.map((a) => ({ key: a.owner, value: hash(accountLeaf(a)) }));
  const marketTree = markets.map((m) => ({ key: marketKey(m), value: hash(marketLeaf(m)) }));
  const publisherKey = (m) => join(uint(m.id, 4), uint(0, 1));
  const publishers = markets.map((m) => ({ key: publisherKey(m), value: sample(name, m.id) }));
  const rings = markets.filter((m) => m.ring).map((m) => ({ key: ringKey(m), value: hash(ringLeaf(m)) }));
  const oracleTree = [...publishers, ...rings];
  const find = (tree, key) => tree.find((entry) => entry.key === key);
  const total = sum(accounts.flatMap((a) => [a.collateral, ...a.slots.map((s) => s.isolated)]));
  const buckets = sum(accounts.map((a) => BigInt(1 + a.slots.filter((s) => s.mode === 2).length)));
  const roots = {
    accounts: keyedRoot(accountTree),
    markets: keyedRoot(marketTree),
    oracle: keyedRoot(oracleTree),
  };
  const deposits = total + withdrawn;
  const preimage = preimageOf(name, roots, { buckets, deposits, withdrawn });
  const valued = accounts.map((a) => ({
    account: a.owner,
    payee: a.master === `0x${'00'.repeat(20)}` ? a.owner : a.master,
    leaf: accountLeaf(a),
    proof: packedProof(accountTree, find(accountTree, a.owner)),
    ...valuation(a, markets),
  }));
  return {
    name,
    preimage,
    root: hash(preimage),
    accountsRoot: roots.accounts,
    marketsRoot: roots.markets,
    oracleRoot: roots.oracle,
    bucketCount: String(buckets),
    deposits: String(deposits),
    withdrawn: String(withdrawn),
    markets: markets.map((m) => ({
      market: m.id,
      leaf: marketLeaf(m),
      proof: packedProof(marketTree, find(marketTree, marketKey(m))),
      ring: m.ring ? ringLeaf(m) : '0x',
      ringProof: m.ring
        ? packedProof(oracleTree, find(oracleTree, ringKey(m)))
        : absenceProof(oracleTree, ringKey(m)),
      price: priceOf(m),
      fundingIndex: String(m.index),
    })),
    accounts: valued,
    total,
  };
}

const unsigned = (label, bound) => BigInt(sample('escape', label)) % bound;
const signed = (label, bound) => unsigned(label, 2n * bound) - bound;
const none = `0x${'00'.repeat(20)}`;
const person = (i) => sampleBytes(20, 'escape', 'person', i);

const prices = (label, count, base) =>
  range(count).map((i) => base + Number(unsigned(`${label}/${i}`, 900n)));
const balancedMarkets = [
  { id: 0, ring: prices('ring 0', 15, 300_000), oracle: 300_100, mark: 300_200, last: 300_300 },
  { id: 1, ring: prices('ring 1', 4, 20_000), oracle: 21_000, mark: 21_100, last: 21_200 },
  { id: 2, ring: [], oracle: 1_500, mark: 1_501, last: 1_502 },
  { id: 3, ring: null, oracle: 0, mark: 70_001, last: 0 },
  { id: 4, ring: null, oracle: 0, mark: 0, last: 900 },
  { id: 5, ring: prices('ring 5', 15, 4_000), oracle: 4_400, mark: 4_321, last: 1, settled: true },
  { id: 9_999, ring: null, oracle: 0, mark: 0, last: 0 },
].map((m) => ({ ...m, index: signed(`index ${m.id}`, 10n ** 13n) }));

const blank = (owner, index) => ({ owner, master: none, index, collateral: 0n, slots: [] });

function slotOf(account, market, mode) {
  const found = account.slots.find((s) => s.market === market.id);
  if (found) return found;
  const checkpoint = market.index - signed(`checkpoint ${account.index} ${market.id}`, 10n ** 11n);
  const slot = { market: market.id, mode, size: 0n, entry: 0n, checkpoint, isolated: 0n };
  account.slots.push(slot);
  return slot;
}

/** Trades between two people each, so that positions net to zero; then the pools are made to fit. */
function balancedAccounts() {
  const venue = [...juniors, ...balancedMarkets.map((m) => poolOf(m.id))];
  const accounts = [...venue, ...range(14).map(person)].map(blank);
  const people = accounts.slice(venue.length);
  people[3].master = people[0].owner;
  people.forEach((a, i) => (a.collateral = unsigned(`collateral ${i}`, 4n * 10n ** 9n)));
  const [fees, insurance, backstop] = accounts;
  [fees.collateral, insurance.collateral, backstop.collateral] = [12_345_678n, 5n * 10n ** 8n, -7n];
  people[4].collateral = -3n * 10n ** 9n;
  for (const trade of range(60)) {
    const market = balancedMarkets[trade % balancedMarkets.length];
    const buyer = trade % 9 === 0 ? accounts[2] : people[Number(unsigned(`buyer ${trade}`, 14n))];
    const seller = people[Number(unsigned(`seller ${trade}`, 14n))];
    if (buyer === seller) continue;
    const size = 1n + unsigned(`size ${trade}`, 20_000n);
    const near = BigInt(priceOf(market)) || 50n;
    const cost = size * (near + signed(`price ${trade}`, near / 3n));
    const sides = [
      [buyer, 1n],
      [seller, -1n],
    ];
    for (const [account, sign] of sides) {
      const slot = slotOf(account, market, account.index % 3 === 0 ? 2 : 1);
      slot.size += sign * size;
      slot.entry += sign * cost;
      if (slot.mode === 2) slot.isolated += cost / 20n;
    }
  }
  people[7].slots.push({ market: 77, mode: 2, size: 0n, entry: 0n, checkpoint: 0n, isolated: 0n });
  for (const market of balancedMarkets) {
    const open = accounts.flatMap((a) => a.slots).filter((s) => s.market === market.id && s.size !== 0n);
    accounts.find((a) => a.owner === poolOf(market.id)).collateral = sum(open.map((s) => dueOf(s, market)));
  }
  return accounts;
}

function balanced() {
  const { total, ...rest } = world('balanced', balancedMarkets, balancedAccounts(), 123_456_789n);
  const { accounts } = rest;
  const creditors = accounts.filter((a) => a.claim !== '0' || a.debt === '0');
  return {
    ...rest,
    shares: [
      shareOf('all proved: the sum of all equities is the vault', total, accounts),
      shareOf('who owes was not proved: the others alone say it exactly', total, accounts, creditors),
      shareOf('half proved', total, accounts, accounts.slice(0, accounts.length / 2)),
      shareOf('a tenth of the vault is missing', (total * 9n) / 10n, accounts),
      shareOf('money that nobody has came in', total + 10n ** 10n, accounts),
      shareOf('an empty vault', 0n, accounts),
      shareOf('nobody proved', total, accounts, []),
    ],
  };
}

const [i64, i128] = [2n ** 63n, 2n ** 127n];

/** Leaves as far out as their fields go: none of them may stop anything. */
function extreme() {
  const markets = [
    { id: 0, ring: range(15).map(() => 2 ** 32 - 1), oracle: 1, mark: 1, last: 1, index: i128 - 1n },
    { id: 2 ** 32 - 1, ring: null, oracle: 2 ** 32 - 1, mark: 1, last: 1, index: -i128 },
  ];
  const slot = (market, size, entry, checkpoint, mode = 1, isolated = 0n) => ({
    ...{ market, mode, size, entry, checkpoint, isolated },
  });
  const far = 2 ** 32 - 1;
  const farthest = (i) =>
    i % 2 ? slot(far, i64 - 1n, -i64, i128 - 1n, 2, i64 - 1n) : slot(0, i64 - 1n, -i64, -i128, 2, i64 - 1n);
  const fields = [
    [0n, []],
    [i64 - 1n, []],
    [-i64, []],
    [-1n, [slot(0, 1n, 0n, i128 - 2n)]],
    [0n, [slot(0, 1n, 2n ** 32n - 1n, i128 - 2n)]],
    [0n, [slot(0, -1n, -(2n ** 32n) + 1n, i128 - 2n)]],
    [0n, [slot(0, i64 - 1n, -i64, -i128)]],
    [0n, [slot(0, -i64, i64 - 1n, -i128)]],
    [1n, [slot(far, i64 - 1n, 0n, i128 - 1n, 2, -i64)]],
    [1n, [slot(far, -i64, 0n, i128 - 1n, 2, i64 - 1n)]],
    [-200n, [slot(0, 0n, 77n, 5n, 2, -4_999_999_999n), slot(far, 0n, 0n, 0n, 2, -5_000_000_100n)]],
    [5n, range(16).map(farthest)],
  ];
  const fill = ([collateral, slots], i) => ({ ...blank(person(100 + i), i), collateral, slots });
  const accounts = fields.map(fill);
  const { total, ...rest } = world('extreme', markets, accounts, 0n);
  return { ...rest, shares: [shareOf('all proved', 10n ** 18n, rest.accounts)] };
}

/** Two ended venues: one whose books balance, one of leaves that no rule makes. */
export const escapeVectors = () => ({ worlds: [balanced(), extreme()] });
