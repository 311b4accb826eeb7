import { Reader } from './reader.mjs';

const big = (value, size) => {
  const bytes = [];
  for (let i = size - 1; i >= 0; i--) bytes.push(Number((BigInt(value) >> BigInt(8 * i)) & 255n));
  return bytes;
};

const sized = (count, fix, fixMost, forms) => {
  if (count <= fixMost) return [fix | count];
  const [tag, size] = forms.find(([, bytes]) => count < 256 ** bytes);
  return [tag, ...big(count, size)];
};

function unsigned(value) {
  if (value < 128n) return [Number(value)];
  const forms = [[0xcc, 1], [0xcd, 2], [0xce, 4], [0xcf, 8]];
  const [tag, size] = forms.find(([, bytes]) => value < 1n << BigInt(8 * bytes));
  return [tag, ...big(value, size)];
}

/** MessagePack of what actions are made of, in the shortest forms, keys in their order. */
export function pack(value) {
  if (typeof value === 'boolean') return [value ? 0xc3 : 0xc2];
  if (typeof value === 'bigint') return unsigned(value);
  if (typeof value === 'string') {
    const text = [...Buffer.from(value, 'utf8')];
    return [...sized(text.length, 0xa0, 31, [[0xd9, 1], [0xda, 2], [0xdb, 4]]), ...text];
  }
  if (Array.isArray(value)) {
    return [...sized(value.length, 0x90, 15, [[0xdc, 2], [0xdd, 4]]), ...value.flatMap(pack)];
  }
  const pairs = Object.entries(value);
  const head = sized(pairs.length, 0x80, 15, [[0xde, 2], [0xdf, 4]]);
  return [...head, ...pairs.flatMap(([key, item]) => [...pack(key), ...pack(item)])];
}

/** What MessagePack says, integers as bigint. */
export function unpack(bytes) {
  const reader = new Reader(bytes);
  const value = read(reader);
  reader.end();
  return value;
}

function read(reader) {
  const tag = reader.u8();
  if (tag < 0x80) return BigInt(tag);
  if (tag < 0x90) return map(reader, tag & 15);
  if (tag < 0xa0) return array(reader, tag & 15);
  if (tag < 0xc0) return text(reader, tag & 31);
  if (tag >= 0xe0) return BigInt(tag) - 256n;
  switch (tag) {
    case 0xc0: return null;
    case 0xc2: return false;
    case 0xc3: return true;
    case 0xcc: case 0xcd: case 0xce: case 0xcf: return reader.number(1 << (tag - 0xcc));
    case 0xd0: case 0xd1: case 0xd2: case 0xd3: {
      const size = 1 << (tag - 0xd0);
      return BigInt.asIntN(8 * size, reader.number(size));
    }
    case 0xd9: case 0xda: case 0xdb: return text(reader, Number(reader.number(1 << (tag - 0xd9))));
    case 0xdc: case 0xdd: return array(reader, Number(reader.number(2 << (tag - 0xdc))));
    case 0xde: case 0xdf: return map(reader, Number(reader.number(2 << (tag - 0xde))));
    default: throw new Error(`no action has MessagePack of tag ${tag}`);
  }
}

const text = (reader, size) => Buffer.from(reader.take(size)).toString('utf8');

const array = (reader, count) => Array.from({ length: count }, () => read(reader));

function map(reader, count) {
  const value = {};
  for (let i = 0; i < count; i++) {
    const key = read(reader);
    value[key] = read(reader);
  }
  return value;
}
