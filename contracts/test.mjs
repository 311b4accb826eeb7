// Builds the deployed contracts, checks the vectors' files, runs every test, and then the invariants that
// must fail: it passes only when forge finds those false. With --canary these alone.
import { spawnSync } from 'node:child_process';
import { forge, forgeText, root } from './tools/native.mjs';

function run() {
  const built = forge('default', ['build', 'src']);
  if (built !== 0) return built;
  if (process.argv.includes('--canary')) return canary();
  const vectors = spawnSync(process.execPath, ['tools/make-vectors.mjs', '--check'], {
    cwd: root,
    stdio: 'inherit',
  });
  const words = process.argv.slice(2);
  return vectors.status || forge('test', ['test', ...words]) || (words.length === 0 ? canary() : 0);
}

// Only the assertion itself counts: a canary that dies of something else has shown nothing.
function canary() {
  const text = forgeText('canary', ['test']);
  const failed = ['payments', 'shares'].every((what) => text.includes(`[FAIL: ${what}`));
  console.log(failed ? 'canary: failed as it must' : 'canary: DID NOT FAIL: the invariants reach no claim');
  return failed ? 0 : 1;
}

process.exitCode = run();
