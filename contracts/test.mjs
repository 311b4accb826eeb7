// Builds the deployed contracts, checks the vectors' files, then runs every test. With --canary: runs the
// invariants that must fail, and passes only when forge finds them false.
import { spawnSync } from 'node:child_process';
import { forge, forgeText, root } from './tools/native.mjs';

function run() {
  const built = forge('default', ['build', 'src']);
  if (built !== 0) return built;
  if (process.argv.includes('--canary')) {
    // Only the assertion itself counts: a canary that dies of something else has shown nothing.
    const text = forgeText('canary', ['test']);
    const failed = ['payments', 'shares'].every((what) => text.includes(`[FAIL: ${what}`));
    console.log(failed ? 'canary: failed as it must' : 'canary: DID NOT FAIL: the invariants reach no claim');
    return failed ? 0 : 1;
  }
  const vectors = spawnSync(process.execPath, ['tools/make-vectors.mjs', '--check'], {
    cwd: root,
    stdio: 'inherit',
  });
  return vectors.status || forge('test', ['test', ...process.argv.slice(2)]);
}

process.exitCode = run();
