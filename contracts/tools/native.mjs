import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const platforms = { linux: 'linux', darwin: 'darwin', win32: 'win32' };
const machines = { x64: 'amd64', arm64: 'arm64' };

/** The folder of the contracts: the root of the forge project. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Path of the native binary of a foundry tool, from its npm platform package. */
export function nativePath(tool) {
  const name = `@foundry-rs/${tool}-${platforms[process.platform]}-${machines[process.arch]}`;
  const file = process.platform === 'win32' ? `${tool}.exe` : tool;
  return createRequire(import.meta.url).resolve(`${name}/bin/${file}`);
}

function runForge(profile, args, stdio) {
  const env = { ...process.env, FOUNDRY_PROFILE: profile, FOUNDRY_DISABLE_NIGHTLY_WARNING: '1' };
  const run = spawnSync(nativePath('forge'), args, { cwd: root, stdio, env, encoding: 'utf8' });
  if (run.error) throw run.error;
  return run;
}

/** Runs forge in the project with the given profile and returns its exit code. */
export function forge(profile, args) {
  return runForge(profile, args, 'inherit').status ?? 1;
}

/** Runs forge in the project with the given profile and returns what it printed. */
export function forgeText(profile, args) {
  return runForge(profile, args, ['ignore', 'pipe', 'inherit']).stdout;
}
