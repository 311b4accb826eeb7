// The leaves that an escape reads, as spec/state-tree.md lays them out. What it does not read is any bytes.
import { join, sample, uint } from './bytes.mjs';

const int = (value, size) => uint(BigInt.asUintN(size * 8, BigInt(value)), size);
const any = (size, ...label) => sample(...label).slice(0, 2 + 2 * size);

const slotBytes = (s) =>
  join(
    ...[uint(s.market, 4), uint(s.mode, 1), uint(0, 1), uint(20, 2), int(s.size, 8), int(s.entry, 8)],
    ...[int(s.checkpoint, 16), int(s.isolated, 8), any(32, 'reserves', s.market)],
    ...[any(16, 'builders'), uint(0, 8)],
  );

/** Slots stand at places with gaps: every second one, as far as sixteen allow. */
export function accountLeaf(a) {
  const gap = a.slots.length <= 8 ? 2 : 1;
  const taken = a.slots.reduce((bits, _, i) => bits | (1 << (i * gap)), 0);
  return join(
    ...[uint(0x11, 1), a.owner, a.master, uint(a.index, 4), int(a.collateral, 8), uint(0, 2)],
    ...[sample('nonces', a.owner), sample('grants', a.owner), sample('volumes', a.owner), uint(taken, 2)],
    ...[...a.slots.map(slotBytes), uint(0, 1), uint(0, 1)],
  );
}

export function marketLeaf(m) {
  const head = [uint(0x13, 1), uint(3, 1), uint(50, 4), any(16, 'bands')];
  const terms = [sample('tiers'), any(32, 'interest')];
  const sums = [uint(0, 8), any(32, 'brought and drawn')];
  const settled = uint(m.settled ? 1 : 0, 1);
  const status = [uint(m.settled ? 3 : 0, 1), uint(0, 3), settled, uint(0, 5)];
  const oracle = [uint(m.oracle, 4), any(8, 'oracle time'), uint(m.mark, 4), uint(1, 1), uint(0, 1)];
  const gates = [uint(0, 8), uint(0, 8), uint(0, 1), uint(0, 1), sample('venues')];
  const averages = [any(32, 'averages'), any(16, 'times'), any(32, 'premium')];
  const funding = [int(m.index, 16), int(m.index, 16), any(8, 'hour'), any(24, 'dust')];
  const trades = [any(8, 'open interest'), uint(m.last, 4), any(8, 'last trade'), uint(1, 1), '0x58'];
  return join(...head, ...terms, ...sums, ...status, ...oracle, ...gates, ...averages, ...funding, ...trades);
}

export const ringLeaf = (m) =>
  join(uint(0x17, 1), uint(0, 2), uint(m.ring.length, 2), ...m.ring.map((price) => uint(price, 4)));

/** 508 bytes. */
export const preimageOf = (name, roots, totals) =>
  join(
    ...[uint(0x10, 1), uint(1, 2), sample(name, 'rules'), roots.accounts, sample(name, 'keys')],
    ...[sample(name, 'books'), sample(name, 'conditional'), sample(name, 'timers')],
    ...[roots.markets, roots.oracle],
    ...[any(16, name, 'cursors'), sample(name, 'queue'), any(8, name, 'input'), sample(name, 'pc')],
    ...[uint(totals.buckets, 8), int(totals.deposits, 16), int(totals.withdrawn, 16), any(32, name, 'time')],
    ...[any(16, name, 'more'), any(32, name, 'limits'), any(1, name, 'flag'), sample(name, 'settings')],
    any(8, name, 'liquidation'),
  );
