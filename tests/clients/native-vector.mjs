// Writes spec/vectors/native-order.json with libraries that share no code with the venue.
import { writeFileSync } from "node:fs";
import { createL1ActionHash, signL1Action } from "@nktkas/hyperliquid/signing";
import ccxt from "ccxt";
import { concat, hashTypedData, keccak256, numberToHex, toBytes, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { expect } from "./journey.mjs";

const wallet = privateKeyToAccount(keccak256(toBytes("alice")));
const nonce = 1_750_000_000_000;
const action = {
  type: "offingOrder",
  orders: [
    {
      a: 0, b: true, p: "59000", s: "0.5", r: false, t: { limit: { tif: "Gtc" } },
      c: "0x0000000000000000000000000000abcd",
      stp: "decrement", sub: true, display: "0.05", expiry: 1_750_000_600_000,
    },
    { a: 0, b: false, p: "57000", s: "0.5", r: true, t: { trailing: { isMarket: true, offset: "750" } } },
  ],
  grouping: "oto",
};

// One library's bytes and another's hash of its own bytes: no vault (00), no expiry of the envelope.
const msgpack = toHex(new ccxt.hyperliquid().packb(action));
const connectionId = createL1ActionHash({ action, nonce });
const hashed = keccak256(concat([msgpack, numberToHex(nonce, { size: 8 }), "0x00"]));
expect(hashed === connectionId, "the two libraries do not agree on the bytes");
const typed = {
  domain: {
    name: "Exchange", version: "1", chainId: 1337,
    verifyingContract: "0x0000000000000000000000000000000000000000",
  },
  types: { Agent: [{ name: "source", type: "string" }, { name: "connectionId", type: "bytes32" }] },
  primaryType: "Agent",
  message: { source: "b", connectionId },
};
const signature = await signL1Action({ wallet, action, nonce, isTestnet: true });
const vector = {
  generatedWith: "@nktkas/hyperliquid 0.32.2, ccxt 4.5.84, viem 2.57.20; the key is keccak of its seed",
  seed: "alice", signer: wallet.address.toLowerCase(), nonce, action, msgpack, connectionId,
  digest: hashTypedData(typed), signature,
};
const file = new URL("../../spec/vectors/native-order.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(vector, null, 2)}\n`);
