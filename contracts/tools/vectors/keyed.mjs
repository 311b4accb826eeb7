import { bytesToHex, hexToBytes } from 'viem';
import { hash, join, range, sample, sampleBytes, uint, zero } from './bytes.mjs';

const bitOf = (key, bit) => (hexToBytes(key)[bit >> 3] >> (7 - (bit & 7))) & 1;

const plain = {
  leaf: (entry) => ({ hash: hash(uint(0x02, 1), entry.key, entry.value) }),
  join: (bit, left, right) => ({ hash: hash(uint(0x03, 1), uint(bit, 2), left.hash, right.hash) }),
};

const summed = {
  leaf: ({ key, value, base, quote }) => ({
    hash: hash(uint(0x04, 1), key, value, uint(base, 16), uint(quote, 16)),
    base,
    quote,
  }),
  join: (bit, left, right) => {
    const base = left.base + right.base;
    const quote = left.quote + right.quote;
    const children = [uint(bit, 2), left.hash, right.hash];
    return { hash: hash(uint(0x05, 1), ...children, uint(base, 16), uint(quote, 16)), base, quote };
  },
};

/** The first bit in which the keys differ; undefined for a single key. */
function firstDifference(entries) {
  const width = hexToBytes(entries[0].key).length * 8;
  return range(width).find((bit) => entries.some((e) => bitOf(e.key, bit) !== bitOf(entries[0].key, bit)));
}

function divide(entries) {
  const bit = firstDifference(entries);
  return { bit, sides: [0, 1].map((side) => entries.filter((e) => bitOf(e.key, bit) === side)) };
}

function summary(kind, entries) {
  if (entries.length === 0) return { hash: zero, base: 0n, quote: 0n };
  if (entries.length === 1) return kind.leaf(entries[0]);
  const { bit, sides } = divide(entries);
  return kind.join(bit, summary(kind, sides[0]), summary(kind, sides[1]));
}

function proof(kind, entries, entry) {
  const steps = [];
  let part = entries;
  while (part.length > 1) {
    const { bit, sides } = divide(part);
    const side = bitOf(entry.key, bit);
    steps.unshift({ bit, ...summary(kind, sides[1 - side]) });
    part = sides[side];
  }
  return steps;
}

const keyedProof = (entries, index) => {
  const steps = proof(plain, entries, entries[index]);
  return { index, bits: steps.map((s) => s.bit), siblings: steps.map((s) => s.hash) };
};

const keyedTree = (keyBytes, keys) => {
  const entries = keys.map((key, i) => ({ key, value: sample('value', keyBytes, i) }));
  return {
    keyBytes,
    keys,
    values: entries.map((e) => e.value),
    root: summary(plain, entries).hash,
    proofs: range(entries.length).map((i) => keyedProof(entries, i)),
  };
};

/** Trees of three key widths: far keys, neighbours, and keys that differ in their last bit only. */
export function keyedVectors() {
  const far = (size, count) => range(count).map((i) => sampleBytes(size, 'key', size, i));
  const counted = (size, count) => range(count).map((i) => bytesToHex(uint(i, size)));
  return [
    keyedTree(4, []),
    keyedTree(4, counted(4, 5)),
    keyedTree(4, ['0x00000000', '0xffffffff', '0xfffffffe', '0x80000000']),
    keyedTree(9, far(9, 1)),
    keyedTree(9, far(9, 11)),
    keyedTree(9, counted(9, 3)),
    keyedTree(20, far(20, 2)),
    keyedTree(20, far(20, 16)),
  ];
}

/** Book keys: price in 32 bits, sequence in 40; `bid` takes the complement of the price. */
function bookKey(bid, price, seq) {
  const ordered = BigInt(bid ? 0xffffffff - price : price);
  return bytesToHex(uint((ordered << 40n) | seq, 9));
}

function book(orders) {
  const total = summary(summed, orders);
  return {
    keys: orders.map((o) => o.key),
    values: orders.map((o) => o.value),
    bases: orders.map((o) => o.base.toString()),
    quotes: orders.map((o) => o.quote.toString()),
    root: total.hash,
    base: total.base.toString(),
    quote: total.quote.toString(),
    proofs: range(orders.length).map((index) => {
      const steps = proof(summed, orders, orders[index]);
      return {
        index,
        bits: steps.map((s) => s.bit),
        siblings: steps.map((s) => s.hash),
        bases: steps.map((s) => s.base.toString()),
        quotes: steps.map((s) => s.quote.toString()),
      };
    }),
  };
}

/** Both sides of a book, a single order, none, and one with the largest price and size. */
export function bookVectors() {
  const side = (bid, count) =>
    range(count).map((i) => {
      const price = bid ? 99_000 - (i % 4) * 7 : 100_000 + (i % 3) * 13;
      const base = BigInt(1 + i * i);
      const value = sample('order', bid, i);
      return { key: bookKey(bid, price, BigInt(500 + i)), value, base, quote: BigInt(price) * base };
    });
  const largest = [0n, 1n].map((seq) => {
    const base = 2n ** 31n - 1n;
    const key = bookKey(false, 0xffffffff, 2n ** 40n - 2n + seq);
    return { key, value: sample('largest', seq), base, quote: base * (2n ** 32n - 1n) };
  });
  return [book([]), book(side(true, 1)), book(side(true, 9)), book(side(false, 12)), book(largest)];
}

/** Root of a tree of { key, value }. */
export const keyedRoot = (entries) => summary(plain, entries).hash;

const packed = (steps) => join(...steps.flatMap((s) => [uint(s.bit, 2), s.hash]));

/** The packed proof of an entry: bit and sibling of each step, from the leaf up. */
export const packedProof = (entries, entry) => packed(proof(plain, entries, entry));

/** That no entry has this key: the one at which a search for it ends, with its packed proof. */
export function absenceProof(entries, key) {
  let part = entries;
  while (part.length > 1) {
    const { bit, sides } = divide(part);
    part = sides[bitOf(key, bit)];
  }
  return part.length === 0 ? '0x' : join(part[0].key, part[0].value, packedProof(entries, part[0]));
}
