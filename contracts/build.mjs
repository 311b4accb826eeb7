// Compiles the deployed contracts, optimised, into out/<File>.sol/<Contract>.json.
import { forge } from './tools/native.mjs';

process.exitCode = forge('default', ['build', 'src', ...process.argv.slice(2)]);
