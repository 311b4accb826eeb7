// Net data of batches, read from spec/data.md and spec/state-tree.md alone: no code of the venue is used.
import { hash, join, uint } from '../vectors/bytes.mjs';
import { denseRoot } from '../vectors/dense.mjs';
import { keyedRoot } from '../vectors/keyed.mjs';
import { Reader } from './reader.mjs';

const preimageSize = 508;
const leafMost = 65_535;
const at = { accounts: 35, markets: 195, oracle: 227, withdrawals: 259 };

/** The leaf that a patch makes of the one before. */
function patched(reader, before) {
  const length = Number(reader.varint());
  if (length > leafMost) throw new Error(`a leaf of ${length} bytes`);
  const leaf = new Uint8Array(length);
  leaf.set(before.subarray(0, length));
  for (let place = 0; place < length;) {
    const keep = Number(reader.varint());
    const put = reader.take(Number(reader.varint()));
    if (keep + put.length === 0) throw new Error('a run that does nothing');
    if (place + keep + put.length > length) throw new Error('a run past the end of its leaf');
    leaf.set(put, place + keep);
    place += keep + put.length;
  }
  return leaf;
}

/** What the leaves on chain say, batch after batch. */
export class NetReader {
  preimage = new Uint8Array(0);
  accounts = new Map();
  markets = new Map();
  oracle = new Map();

  /** Takes in the next batch; its withdrawals, and the roots that its header must name. */
  take(data) {
    const reader = new Reader(data);
    if (reader.u8() !== 2) throw new Error(`net data of version ${data[0]}`);
    const next = this.preimage.length === 0 ? 0n : this.#number(at.withdrawals);
    this.preimage = patched(reader, this.preimage);
    if (this.preimage.length !== preimageSize) throw new Error(`a preimage of ${this.preimage.length} bytes`);
    for (const tree of ['accounts', 'markets', 'oracle']) this.#leaves(reader, tree);
    const withdrawals = [];
    for (let index = next; index < this.#number(at.withdrawals); index++) {
      const owner = this.accounts.get(reader.varint());
      if (!owner) throw new Error(`withdrawal ${index} of an account that is not known`);
      withdrawals.push({ index, owner: join(owner.subarray(1, 21)), amount: reader.varint() });
    }
    reader.end();
    this.#check();
    return { withdrawals, ...this.#roots(withdrawals) };
  }

  #leaves(reader, tree) {
    const known = this[tree];
    let name = 0n;
    for (let left = reader.varint(); left > 0n; left--) {
      name += reader.varint();
      const leaf = patched(reader, known.get(name) ?? new Uint8Array(0));
      if (tree === 'accounts' && name > BigInt(known.size)) throw new Error(`account ${name} is not next`);
      known.set(name, leaf);
    }
  }

  #number(place) {
    return new DataView(this.preimage.buffer).getBigUint64(place);
  }

  #check() {
    const trees = {
      accounts: [this.accounts, (_, leaf) => join(leaf.subarray(1, 21))],
      markets: [this.markets, (name) => join(uint(name, 4))],
      oracle: [this.oracle, (name) => join(uint(name, 5))],
    };
    for (const [tree, [leaves, keyOf]] of Object.entries(trees)) {
      const entries = [...leaves].map(([name, leaf]) => ({ key: keyOf(name, leaf), value: hash(leaf) }));
      const said = join(this.preimage.subarray(at[tree], at[tree] + 32));
      if (keyedRoot(entries) !== said) throw new Error(`${tree} make ${keyedRoot(entries)}, not ${said}`);
    }
  }

  #roots(withdrawals) {
    const leaves = withdrawals.map(({ index, owner, amount }) =>
      hash(uint(0x21, 1), uint(index, 8), owner, uint(amount, 8)));
    return { root: hash(this.preimage), withdrawalsRoot: denseRoot(leaves) };
  }
}
