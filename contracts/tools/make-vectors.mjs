// Writes spec/vectors from this plain implementation; with --check, says whether the files are the same.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './native.mjs';
import { batchVectors } from './vectors/batch.mjs';
import { denseVectors } from './vectors/dense.mjs';
import { eip712Vectors } from './vectors/eip712.mjs';
import { escapeVectors } from './vectors/escape.mjs';
import { fundingVectors } from './vectors/funding.mjs';
import { bookVectors, keyedVectors } from './vectors/keyed.mjs';
import { marginVectors } from './vectors/margin.mjs';
import { receiptVectors } from './vectors/receipts.mjs';

const folder = join(root, '..', 'spec', 'vectors');

/** One line for each innermost value that fits: short enough to read, and stable under a diff. */
function layout(value, indent = '') {
  const flat = JSON.stringify(value);
  if (flat.length + indent.length <= 100 || typeof value !== 'object') return flat;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => inner + layout(item, inner))
    : Object.entries(value).map(([name, item]) => `${inner}"${name}": ${layout(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}

const files = {
  'hashing.json': { dense: denseVectors(), keyed: keyedVectors(), book: bookVectors() },
  'batch.json': batchVectors(),
  'eip712.json': { domains: eip712Vectors() },
  'margin.json': marginVectors(),
  'funding.json': fundingVectors(),
  'escape.json': escapeVectors(),
  'receipts.json': await receiptVectors(),
};

for (const [name, content] of Object.entries(files)) {
  const path = join(folder, name);
  const text = `${layout(content)}\n`;
  if (!process.argv.includes('--check')) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  } else if (readFileSync(path, 'utf8') !== text) {
    console.error(`spec/vectors/${name} is not what tools/make-vectors.mjs writes: run npm run vectors`);
    process.exitCode = 1;
  }
}
