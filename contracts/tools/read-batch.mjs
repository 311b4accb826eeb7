// Reads the data of a batch by an implementation of spec/entries.md of its own.
// node read-batch.mjs FILE FIRST_SEQ CHAIN_ID VAULT: lines of "seq arrival time kind signer", then the root.
import { readFileSync } from 'node:fs';
import { readBatch, signersOf } from './batches/batch.mjs';

const [file, firstSeq, chainId, vault] = process.argv.slice(2);
const { entries, inputsRoot } = readBatch(readFileSync(file), BigInt(firstSeq));
const signers = new Map(await signersOf(entries, Number(chainId), vault));
for (const { seq, arrival, time, kind } of entries) {
  console.log(`${seq} ${arrival} ${time} ${kind} ${(signers.get(seq) ?? '-').toLowerCase()}`);
}
console.log(`inputsRoot ${inputsRoot}`);
