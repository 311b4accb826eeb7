import { encodeAbiParameters, keccak256 } from 'viem';
import { hash, join, range, sample, sampleBytes, uint, zero } from './bytes.mjs';
import { denseProof, denseRoot } from './dense.mjs';

/** The thirteen words of a header in their order; bytes32 where no width is named. */
const fields = [
  ['number', 'uint64'],
  ['prevRoot'],
  ['newRoot'],
  ['firstSeq', 'uint64'],
  ['lastSeq', 'uint64'],
  ['inputsRoot'],
  ['dataHash'],
  ['withdrawalsRoot'],
  ['queueCursor', 'uint64'],
  ['queueHash'],
  ['time', 'uint64'],
  ['seqCeiling', 'uint64'],
  ['rulesHash'],
].map(([name, type = 'bytes32']) => ({ name, type }));

function header(values) {
  const words = fields.map(({ name, type }) => (type === 'uint64' ? BigInt(values[name]) : values[name]));
  return { ...values, hash: keccak256(encodeAbiParameters(fields, words)) };
}

const dataHash = (chunks) =>
  chunks.reduce((soFar, chunk) => hash(soFar, keccak256(chunk)), hash(uint(chunks.length, 32)));

const data = (...chunks) => ({ chunks, hash: dataHash(chunks) });

function requestHash({ type, index, account, sender, l1Time, payload }) {
  const place = [uint(0x22, 1), uint(type, 1), uint(index, 8)];
  return hash(...place, account, sender, uint(l1Time, 8), keccak256(payload));
}

function request(type, index, payload, label = Number(index)) {
  const account = sampleBytes(20, 'account', label);
  const sender = sampleBytes(20, 'sender', label);
  const l1Time = String(1_700_000_000 + label);
  const value = { type, index: String(index), account, sender, l1Time, payload };
  return { ...value, hash: requestHash(value) };
}

function queueVectors() {
  const amounts = [5_000_000n, 5_000_001n, 123_456_789_012n, 5n * 10n ** 17n];
  let prefix = zero;
  const requests = amounts.map((amount, index) => {
    const entered = request(1, index, join(uint(amount, 8)));
    prefix = hash(prefix, entered.hash);
    return { ...entered, amount: String(amount), prefix };
  });
  const key = sampleBytes(20, 'key');
  const price = uint(1_000_000, 8);
  const limits = [uint(0, 8), uint(10n ** 10n, 8), uint(0, 8), uint(0, 8), uint(5, 4), uint(1, 1)];
  const others = [
    request(2, 4, join(price, uint(0, 8))),
    request(3, 5, join(price, uint(2, 4), uint(750, 8))),
    request(4, 6, join(price)),
    request(5, 7, join(price, key, ...limits, uint(1, 4), uint(3, 4))),
    request(6, 8, join(price, key)),
    request(7, 2n ** 64n - 1n, join(uint(9, 2), sample('parameter')), 9),
  ];
  const subAccounts = [0, 1, 2 ** 32 - 1].map((ordinal) => {
    const master = sampleBytes(20, 'master', ordinal);
    const name = `0x${Buffer.from('offing.account.sub.').toString('hex')}`;
    return { master, ordinal, address: `0x${hash(name, master, uint(ordinal, 4)).slice(-40)}` };
  });
  return { requests, others, subAccounts };
}

function withdrawalVectors() {
  const list = [
    ['0', 1n],
    ['1', 5_000_000n],
    ['2', 2n ** 64n - 1n],
    ['18446744073709551615', 77n],
    ['256', 10n ** 15n],
  ].map(([index, amount], i) => {
    const owner = sampleBytes(20, 'owner', i);
    const leaf = hash(uint(0x21, 1), uint(index, 8), owner, uint(amount, 8));
    return { index, owner, amount: String(amount), leaf };
  });
  const leaves = list.map((withdrawal) => withdrawal.leaf);
  return { list, root: denseRoot(leaves), proofs: range(list.length).map((i) => denseProof(leaves, i)) };
}

function inputVectors() {
  const list = range(3).map((i) => {
    const entry = sampleBytes(9 + i, 'entry', i);
    const input = { seq: String(41 + i), arrival: String(1_700_000_000_123 + i), entry };
    const words = [uint(input.seq, 8), uint(input.arrival, 8)];
    return { ...input, leaf: hash(uint(0x20, 1), ...words, keccak256(input.entry)) };
  });
  return { list, root: denseRoot(list.map((input) => input.leaf)) };
}

/** Three headers over the other vectors of this file; the last one's numbers are near their ends. */
function headerVectors(queue, withdrawals, inputs, dataCases) {
  const rulesHash = sample('rules');
  const roots = [0, 1, 2].map((i) => sample('state root', i));
  const genesis = {
    ...{ number: '0', prevRoot: zero, newRoot: roots[0], firstSeq: '0', lastSeq: '0', inputsRoot: zero },
    ...{ dataHash: dataCases[0].hash, withdrawalsRoot: zero, queueCursor: '0', queueHash: zero },
    ...{ time: '1700000000000', seqCeiling: '0', rulesHash },
  };
  const first = {
    ...{ number: '1', prevRoot: roots[0], newRoot: roots[1], firstSeq: '1', lastSeq: '43' },
    ...{ inputsRoot: inputs.root, dataHash: dataCases[2].hash, withdrawalsRoot: withdrawals.root },
    ...{ queueCursor: '4', queueHash: queue.requests[3].prefix },
    ...{ time: '1700000000125', seqCeiling: '100000', rulesHash },
  };
  const most = String(2n ** 64n - 1n);
  const last = {
    ...{ number: most, prevRoot: roots[1], newRoot: roots[2], firstSeq: '44', lastSeq: most },
    ...{ inputsRoot: inputs.root, dataHash: dataCases[1].hash, withdrawalsRoot: zero },
    ...{ queueCursor: '4', queueHash: queue.requests[3].prefix, time: most, seqCeiling: most, rulesHash },
  };
  return [genesis, first, last].map(header);
}

/** Headers, chunked data, the request queue, inputs and withdrawals of spec/batch.md. */
export function batchVectors() {
  const queue = queueVectors();
  const withdrawals = withdrawalVectors();
  const inputs = inputVectors();
  const dataCases = [data('0x00'), data('0x', '0x'), data(...[40, 3, 64].map((n) => join(uint(n, n))))];
  const headers = headerVectors(queue, withdrawals, inputs, dataCases);
  return { headers, data: dataCases, queue, withdrawals, inputs };
}
