import { bytesToHex, concat, hexToBytes, keccak256, numberToBytes, stringToBytes } from 'viem';

/** 32 zero bytes: the root of every empty tree. */
export const zero = `0x${'00'.repeat(32)}`;

/** An unsigned big-endian integer of `size` bytes. */
export const uint = (value, size) => numberToBytes(BigInt(value), { size });

/** The parts one after the other; a part is bytes or a hex string. */
const bytesOf = (part) => (typeof part === 'string' ? hexToBytes(part) : part);
const joinBytes = (parts) => concat(parts.map(bytesOf));

/** The joined parts, as hex. */
export const join = (...parts) => bytesToHex(joinBytes(parts));

/** keccak over the joined parts. */
export const hash = (...parts) => keccak256(joinBytes(parts));

/** A hash that differs by label, to stand for any content. */
export const sample = (...label) => keccak256(stringToBytes(label.join('/')));

/** The first `size` bytes of a sample, as hex. */
export const sampleBytes = (size, ...label) => sample(...label).slice(0, 2 + 2 * size);

/** The integers 0 .. count-1. */
export const range = (count) => [...Array(count).keys()];
