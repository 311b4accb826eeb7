import { domainSeparator, hashStruct, hashTypedData } from 'viem';
import { sampleBytes } from './bytes.mjs';

const types = {
  Grant: [
    { name: 'account', type: 'address' },
    { name: 'key', type: 'address' },
    { name: 'expiry', type: 'uint64' },
    { name: 'maxOrderNotional', type: 'uint64' },
    { name: 'maxPositionNotional', type: 'uint64' },
    { name: 'maxDailyLoss', type: 'uint64' },
    { name: 'maxLeverage', type: 'uint32' },
    { name: 'reduceOnly', type: 'bool' },
    { name: 'markets', type: 'uint32[]' },
    { name: 'nonce', type: 'uint64' },
  ],
  OracleReport: [
    { name: 'market', type: 'uint32' },
    { name: 'price', type: 'uint64' },
    { name: 'time', type: 'uint64' },
    { name: 'sequence', type: 'uint64' },
  ],
  Switch: [
    { name: 'market', type: 'uint32' },
    { name: 'reason', type: 'uint16' },
    { name: 'sequence', type: 'uint64' },
  ],
  Refusal: [
    { name: 'batch', type: 'uint64' },
    { name: 'headerHash', type: 'bytes32' },
    { name: 'root', type: 'bytes32' },
  ],
  VenueReport: [
    { name: 'market', type: 'uint32' },
    { name: 'venue', type: 'uint32' },
    { name: 'mid', type: 'uint64' },
    { name: 'premium', type: 'int64' },
    { name: 'time', type: 'uint64' },
    { name: 'sequence', type: 'uint64' },
  ],
};

const grant = (label, limits) => ({
  account: sampleBytes(20, 'grantor', label),
  key: sampleBytes(20, 'session key', label),
  ...{ expiry: '0', maxOrderNotional: '0', maxPositionNotional: '0', maxDailyLoss: '0', maxLeverage: 0 },
  ...{ reduceOnly: false, markets: [], nonce: '1700000000000' },
  ...limits,
});

const grants = [
  grant('default', {}),
  grant('one market', { expiry: '1700086400000', markets: [3] }),
  grant('all limits', {
    ...{ expiry: '1715552000000', maxOrderNotional: '250000000000', maxPositionNotional: '1000000000000' },
    ...{ maxDailyLoss: '5000000000', maxLeverage: 10, reduceOnly: true, markets: [0, 1, 2, 110004] },
  }),
  grant('largest', {
    ...{ expiry: String(2n ** 64n - 1n), maxOrderNotional: String(2n ** 64n - 1n), maxLeverage: 2 ** 32 - 1 },
    ...{ markets: [0, 2 ** 32 - 1], nonce: String(2n ** 64n - 1n) },
  }),
];

const reports = [
  { market: 0, price: '100000000', time: '1700000000000', sequence: '1' },
  {
    ...{ market: 2 ** 32 - 1, price: String(2n ** 32n - 1n) },
    ...{ time: String(2n ** 63n), sequence: String(2n ** 64n - 1n) },
  },
];

const venueReports = [
  { market: 0, venue: 0, mid: '300100', premium: '0', time: '1700000000000', sequence: '1' },
  { market: 4, venue: 2, mid: '1', premium: '-123456789', time: '1700000000001', sequence: '77' },
  {
    ...{ market: 2 ** 32 - 1, venue: 255, mid: String(2n ** 32n - 1n), premium: String(-(2n ** 63n)) },
    ...{ time: String(2n ** 63n), sequence: String(2n ** 64n - 1n) },
  },
];

const switches = [
  { market: 0, reason: 7, sequence: '1' },
  { market: 2 ** 32 - 1, reason: 0, sequence: '2' },
  { market: 4, reason: 2 ** 16 - 1, sequence: String(2n ** 64n - 1n) },
];

const refusals = [
  { batch: '1', headerHash: sampleBytes(32, 'header', 1), root: sampleBytes(32, 'root', 1) },
  {
    ...{ batch: String(2n ** 64n - 1n), headerHash: sampleBytes(32, 'header', 2) },
    ...{ root: `0x${'00'.repeat(32)}` },
  },
];

/** The domains, struct hashes and digests of spec/signing.md, for two chains and two vaults. */
export function eip712Vectors() {
  return [31337, 1].map((chainId) => {
    const vault = sampleBytes(20, 'vault', chainId);
    const domain = { name: 'Offing', version: '1', chainId, verifyingContract: vault };
    const signed = (primaryType) => (message) => ({
      ...message,
      structHash: hashStruct({ primaryType, types, data: message }),
      digest: hashTypedData({ domain, types, primaryType, message }),
    });
    return {
      chainId,
      vault,
      domainSeparator: domainSeparator({ domain }),
      grants: grants.map(signed('Grant')),
      reports: reports.map(signed('OracleReport')),
      venueReports: venueReports.map(signed('VenueReport')),
      switches: switches.map(signed('Switch')),
      refusals: refusals.map(signed('Refusal')),
    };
  });
}
