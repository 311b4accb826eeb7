import {
  domainSeparator,
  encodeFunctionData,
  hashStruct,
  hashTypedData,
  keccak256,
  stringToBytes,
} from 'viem';
import { privateKeyToAccount, sign } from 'viem/accounts';
import { hash, range, sample, sampleBytes, uint, zero } from './bytes.mjs';
import { denseProof, denseRoot } from './dense.mjs';

const chainId = 31337;
const vault = sampleBytes(20, 'vault', chainId);
const domain = { name: 'Offing', version: '1', chainId, verifyingContract: vault };
const seed = 'sequencer of the vectors';
const privateKey = keccak256(stringToBytes(seed));

const fields = [
  { name: 'record', type: 'uint64' },
  { name: 'epoch', type: 'uint64' },
  { name: 'firstSeq', type: 'uint64' },
  { name: 'count', type: 'uint32' },
  { name: 'previousHash', type: 'bytes32' },
  { name: 'root', type: 'bytes32' },
  { name: 'deadline', type: 'uint64' },
];
const types = { MicroBatch: fields };

const receiptType = {
  type: 'tuple',
  components: [
    { name: 'batch', type: 'tuple', components: fields },
    { name: 'seq', type: 'uint64' },
    { name: 'arrival', type: 'uint64' },
    { name: 'entryHash', type: 'bytes32' },
    { name: 'siblings', type: 'bytes32[]' },
    { name: 'r', type: 'bytes32' },
    { name: 's', type: 'bytes32' },
    { name: 'v', type: 'uint8' },
  ],
};

const abi = [
  {
    type: 'function',
    name: 'slashTwoLeaves',
    stateMutability: 'nonpayable',
    inputs: [
      { ...receiptType, name: 'one' },
      { ...receiptType, name: 'other' },
    ],
    outputs: [],
  },
  {
    type: 'function',
    name: 'challenge',
    stateMutability: 'nonpayable',
    inputs: [{ ...receiptType, name: 'receipt' }],
    outputs: [],
  },
];

function entryAt(seq, arrival, entry) {
  const entryHash = keccak256(entry);
  const leaf = hash(uint(0x20, 1), uint(seq, 8), uint(arrival, 8), entryHash);
  return { seq: String(seq), arrival: String(arrival), entry, entryHash, leaf };
}

async function microBatch(label, record, epoch, firstSeq, count, deadline) {
  const entries = range(count).map((i) => {
    // Arrivals are a permutation: the last to come goes first.
    const [seq, arrival] = [firstSeq + BigInt(i), firstSeq + BigInt(count - 1 - i)];
    return entryAt(seq, arrival, sampleBytes(20 + (i % 12), 'receipt entry', label, i));
  });
  const leaves = entries.map((entry) => entry.leaf);
  const header = {
    ...{ record: String(record), epoch: String(epoch), firstSeq: String(firstSeq), count },
    previousHash: record === 1n ? zero : sample('record', label),
    root: denseRoot(leaves),
    deadline: String(deadline),
  };
  const message = { domain, types, primaryType: 'MicroBatch', message: header };
  const digest = hashTypedData(message);
  const { r, s, v } = await sign({ hash: digest, privateKey });
  return {
    ...header,
    structHash: hashStruct({ primaryType: 'MicroBatch', types, data: header }),
    digest,
    ...{ r, s, v: Number(v) },
    entries: entries.map((entry, i) => ({ ...entry, siblings: denseProof(leaves, i).siblings })),
  };
}

const argument = (batch, index) => {
  const { seq, arrival, entryHash, siblings } = batch.entries[index];
  return { batch, seq, arrival, entryHash, siblings, r: batch.r, s: batch.s, v: batch.v };
};

/** Micro-batches of spec/receipts.md, signed, and the calls that show a broken receipt to the contract. */
export async function receiptVectors() {
  const most = 2n ** 64n - 1n;
  const batches = [
    await microBatch('first', 1n, 1n, 1n, 1, 700n),
    await microBatch('pair', 2n, 1n, 2n, 2, 700n),
    await microBatch('odd', 77n, 3n, 1000n, 5, 7200n),
    await microBatch('wide', 78n, 3n, 1005n, 21, 7201n),
    await microBatch('again', 78n, 4n, 1004n, 3, 7300n),
    await microBatch('largest', most, most, most - 2n, 3, most),
  ];
  // Sequence number 1004 stands in the third batch, and with another entry in the fifth.
  const [one, other] = [argument(batches[2], 4), argument(batches[4], 0)];
  return {
    domain: { chainId, vault, separator: domainSeparator({ domain }) },
    sequencer: { seed, address: privateKeyToAccount(privateKey).address.toLowerCase() },
    batches,
    twoLeaves: {
      ...{ one: [2, 4], other: [4, 0] },
      data: encodeFunctionData({ abi, functionName: 'slashTwoLeaves', args: [one, other] }),
    },
    challenge: {
      receipt: [3, 20],
      data: encodeFunctionData({ abi, functionName: 'challenge', args: [argument(batches[3], 20)] }),
    },
  };
}
