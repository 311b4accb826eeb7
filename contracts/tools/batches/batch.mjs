import { keccak256 } from 'viem';
import { denseRoot } from '../vectors/dense.mjs';
import { hash, uint } from '../vectors/bytes.mjs';
import { readAction, signerOf } from './actions.mjs';
import { Reader } from './reader.mjs';

const signed = (reader) => ({ sequence: reader.varint(), signature: reader.hex(65) });

const request = (reader) => ({
  index: reader.varint(), type: reader.u8(), account: reader.hex(20), sender: reader.hex(20),
  l1Time: reader.varint(), payload: reader.hex(Number(reader.varint())),
});

const bodies = {
  1: ['Started', (reader) => ({ epoch: reader.varint() })],
  2: ['Tick', () => ({})],
  3: ['BatchCut', (reader) => ({ number: reader.varint() })],
  4: ['Request', request],
  5: ['Oracle', (reader, time) => ({
    publisher: reader.u8(), market: reader.varint(), price: reader.varint(), at: time + reader.zigzag(),
    ...signed(reader),
  })],
  6: ['Action', (reader, time) => readAction(reader, reader.u8(), time)],
  7: ['Venue', (reader, time) => ({
    publisher: reader.u8(), venue: reader.u8(), market: reader.varint(), mid: reader.varint(),
    premium: reader.zigzag(), at: time + reader.zigzag(), ...signed(reader),
  })],
  8: ['Operator', (reader) => ({ market: reader.varint(), reason: reader.varint(), ...signed(reader) })],
  9: ['Stop', (reader) => ({ address: reader.hex(20), reason: reader.varint(), ...signed(reader) })],
  10: ['Reversal', (reader) => ({
    batch: reader.varint(), previous: reader.hex(32), request: request(reader),
  })],
};

function readEntry(bytes) {
  const reader = new Reader(bytes);
  const kind = bodies[reader.u8()];
  if (!kind) throw new Error(`an entry of kind ${bytes[0]}`);
  const time = reader.varint();
  const entry = { kind: kind[0], time, ...kind[1](reader, time) };
  reader.end();
  return entry;
}

/** The entries of a batch's data, and the root of their input leaves. */
export function readBatch(data, firstSeq) {
  const reader = new Reader(data);
  const [entries, leaves] = [[], []];
  for (let seq = firstSeq; reader.at < data.length; seq++) {
    const arrival = seq + reader.zigzag();
    const bytes = reader.take(Number(reader.varint()));
    entries.push({ seq, arrival, ...readEntry(bytes) });
    leaves.push(hash(uint(0x20, 1), uint(seq, 8), uint(arrival, 8), keccak256(bytes)));
  }
  return { entries, inputsRoot: denseRoot(leaves) };
}

/** The signers of a batch's actions, by sequence number. */
export async function signersOf(entries, chainId, vault) {
  const actions = entries.filter((entry) => entry.kind === 'Action');
  return Promise.all(actions.map(async (entry) => [entry.seq, await signerOf(entry, chainId, vault)]));
}
