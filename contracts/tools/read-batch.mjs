// Reads the data of batches by an implementation of spec/entries.md and spec/data.md of its own.
// node read-batch.mjs FILE FIRST_SEQ CHAIN_ID VAULT: lines of "seq arrival time kind signer", then the root.
// node read-batch.mjs --net FILE...: the net data of batches 1, 2, ... in order: of each its roots and its
// withdrawals, then every account and market that there is at the end, with the hash of its leaf.
import { readFileSync } from 'node:fs';
import { readBatch, signersOf } from './batches/batch.mjs';
import { NetReader } from './batches/net.mjs';
import { hash, join } from './vectors/bytes.mjs';

const byName = ([one], [other]) => (one < other ? -1 : 1);

async function showFull(file, firstSeq, chainId, vault) {
  const { entries, inputsRoot } = readBatch(readFileSync(file), BigInt(firstSeq));
  const signers = new Map(await signersOf(entries, Number(chainId), vault));
  for (const { seq, arrival, time, kind } of entries) {
    console.log(`${seq} ${arrival} ${time} ${kind} ${(signers.get(seq) ?? '-').toLowerCase()}`);
  }
  console.log(`inputsRoot ${inputsRoot}`);
}

function showNet(files) {
  const reader = new NetReader();
  for (const file of files) {
    const { withdrawals, root, withdrawalsRoot } = reader.take(readFileSync(file));
    console.log(`newRoot ${root} withdrawalsRoot ${withdrawalsRoot}`);
    for (const { index, owner, amount } of withdrawals) {
      console.log(`withdrawal ${index} ${owner} ${amount}`);
    }
  }
  for (const [index, leaf] of [...reader.accounts].sort(byName)) {
    console.log(`account ${index} ${join(leaf.subarray(1, 21))} ${hash(leaf)}`);
  }
  for (const [market, leaf] of [...reader.markets].sort(byName)) {
    console.log(`market ${market} ${hash(leaf)} ring ${hash(reader.oracle.get(market * 256n + 255n))}`);
  }
}

const [first, ...rest] = process.argv.slice(2);
await (first === '--net' ? showNet(rest) : showFull(first, ...rest));
