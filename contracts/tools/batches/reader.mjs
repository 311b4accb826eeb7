// Bytes of a batch, read from spec/entries.md alone: no code of the venue is used here.

/** Reads big-endian numbers and varints from bytes; whatever is left over or missing is an error. */
export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    if (this.at + count > this.bytes.length) throw new Error(`${count} bytes are missing at ${this.at}`);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  u8() {
    return this.take(1)[0];
  }

  number(size) {
    return this.take(size).reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  }

  hex(size) {
    return `0x${Buffer.from(this.take(size)).toString('hex')}`;
  }

  varint() {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.u8();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte === 0 && shift > 0n) throw new Error('a varint in a longer form than the shortest');
        return value;
      }
    }
  }

  zigzag() {
    const value = this.varint();
    return value % 2n === 0n ? value / 2n : -(value + 1n) / 2n;
  }

  rest() {
    return this.take(this.bytes.length - this.at);
  }

  end() {
    if (this.at !== this.bytes.length) throw new Error(`${this.bytes.length - this.at} bytes are left over`);
  }
}
