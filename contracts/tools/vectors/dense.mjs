import { hash, range, sample, uint, zero } from './bytes.mjs';

const leaf = (leafHash) => hash(uint(0x00, 1), leafHash);
const node = (left, right) => hash(uint(0x01, 1), left, right);

/** The largest power of two that is smaller than `count`. */
function splitOf(count) {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** The root over leaf hashes in order. */
export function denseRoot(leaves) {
  if (leaves.length === 0) return zero;
  if (leaves.length === 1) return leaf(leaves[0]);
  const split = splitOf(leaves.length);
  return node(denseRoot(leaves.slice(0, split)), denseRoot(leaves.slice(split)));
}

/** The proof of one leaf: siblings from the leaf up; a path bit is 1 when the running hash is right. */
export function denseProof(leaves, index) {
  const steps = [];
  let part = leaves;
  let at = index;
  while (part.length > 1) {
    const split = splitOf(part.length);
    const right = at >= split;
    steps.unshift({ right, sibling: denseRoot(right ? part.slice(0, split) : part.slice(split)) });
    part = right ? part.slice(split) : part.slice(0, split);
    at -= right ? split : 0;
  }
  const path = steps.reduce((bits, step, level) => bits | (BigInt(step.right) << BigInt(level)), 0n);
  return { index, path: path.toString(), siblings: steps.map((step) => step.sibling) };
}

/** Trees of the sizes at which the shape changes, each with the proof of every leaf. */
export function denseVectors() {
  return [0, 1, 2, 3, 5, 8, 17].map((size) => {
    const leaves = range(size).map((i) => sample('dense', size, i));
    return { leaves, root: denseRoot(leaves), proofs: range(size).map((i) => denseProof(leaves, i)) };
  });
}
