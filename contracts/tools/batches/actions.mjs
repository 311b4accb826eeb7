import { concat, hashTypedData, keccak256, recoverAddress } from 'viem';
import { pack, unpack } from './msgpack.mjs';

const tifs = ['Gtc', 'Ioc', 'Alo', 'FrontendMarket'];
const nowhere = `0x${'00'.repeat(20)}`;
const word = (value) => `0x${BigInt(value).toString(16).padStart(16, '0')}`;

const list = (reader, read) => Array.from({ length: Number(reader.varint()) }, () => read(reader));

function decimal(mantissa, scale) {
  const digits = mantissa.toString().padStart(scale + 1, '0');
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function order(reader) {
  const flags = reader.u8();
  const a = reader.varint();
  const scales = reader.u8();
  const [p, s] = [decimal(reader.varint(), scales >> 4), decimal(reader.varint(), scales & 15)];
  const [b, r] = [(flags & 1) !== 0, (flags & 2) !== 0];
  const t = { limit: { tif: tifs[(flags >> 2) & 3] } };
  return flags & 16 ? { a, b, p, s, r, t, c: reader.hex(16) } : { a, b, p, s, r, t };
}

const orders = (reader, more = {}) => ({
  type: 'order', orders: list(reader, order), grouping: 'na', ...more,
});

const shapes = [
  (reader) => reader.rest(),
  (reader) => orders(reader),
  (reader) => {
    const builder = { b: reader.hex(20), f: reader.varint() };
    return orders(reader, { builder });
  },
  (reader) => ({
    type: 'cancel',
    cancels: list(reader, () => ({ a: reader.varint(), o: reader.varint() })),
  }),
  (reader) => ({
    type: 'cancelByCloid',
    cancels: list(reader, () => ({ asset: reader.varint(), cloid: reader.hex(16) })),
  }),
];

/** The action of an entry as its client signed it: its fields and its MessagePack. */
export function readAction(reader, head, time) {
  const nonce = time + reader.zigzag();
  const vault = head & 4 ? reader.hex(20) : null;
  const expiresAfter = head & 8 ? time + reader.zigzag() : null;
  const signature = { r: reader.hex(32), s: reader.hex(32), yParity: reader.u8() };
  const shape = shapes[head >> 4];
  if (!shape || signature.yParity > 1) throw new Error(`an action of head ${head}`);
  const read = shape(reader);
  const isRaw = read instanceof Uint8Array;
  const bytes = isRaw ? read : Uint8Array.from(pack(read));
  const action = isRaw ? unpack(read) : read;
  return { scheme: head & 3, shape: head >> 4, nonce, vault, expiresAfter, signature, action, bytes };
}

/** Who signed it. */
export function signerOf(signed, chainId, vault) {
  return recoverAddress({ hash: digestOf(signed, chainId, vault), signature: signed.signature });
}

function digestOf(signed, chainId, vault) {
  if (signed.scheme === 2) return userDigest(signed.action);
  return signed.scheme === 3 ? grantDigest(signed.action, chainId, vault) : l1Digest(signed);
}

function l1Digest({ scheme, bytes, nonce, vault, expiresAfter }) {
  const packed = `0x${Buffer.from(bytes).toString('hex')}`;
  const parts = [packed, word(nonce), vault === null ? '0x00' : `0x01${vault.slice(2)}`];
  if (expiresAfter !== null) parts.push('0x00', word(expiresAfter));
  return hashTypedData({
    domain: { name: 'Exchange', version: '1', chainId: 1337, verifyingContract: nowhere },
    types: { Agent: fields('source:string connectionId:bytes32') },
    primaryType: 'Agent',
    message: { source: scheme === 0 ? 'a' : 'b', connectionId: keccak256(concat(parts)) },
  });
}

const fields = (words) => words.split(' ').map((each) => {
  const [name, type] = each.split(':');
  return { name, type };
});

const userTypes = {
  approveAgent: [
    'ApproveAgent', 'hyperliquidChain:string agentAddress:address agentName:string nonce:uint64',
  ],
  withdraw3: ['Withdraw', 'hyperliquidChain:string destination:string amount:string time:uint64'],
};

function userDigest(action) {
  const known = userTypes[action.type];
  if (!known) throw new Error(`no typed digest of ${action.type} is written down`);
  const primaryType = `HyperliquidTransaction:${known[0]}`;
  const domain = { name: 'HyperliquidSignTransaction', version: '1', verifyingContract: nowhere };
  return hashTypedData({
    domain: { ...domain, chainId: Number(action.signatureChainId) },
    types: { [primaryType]: fields(known[1]) },
    primaryType,
    message: { agentName: '', ...action },
  });
}

const grantFields =
  'account:address key:address expiry:uint64 maxOrderNotional:uint64 maxPositionNotional:uint64 '
  + 'maxDailyLoss:uint64 maxLeverage:uint32 reduceOnly:bool markets:uint32[] nonce:uint64';

const grantDigest = (action, chainId, vault) => hashTypedData({
  domain: { name: 'Offing', version: '1', chainId, verifyingContract: vault },
  types: { Grant: fields(grantFields) },
  primaryType: 'Grant',
  message: action,
});
