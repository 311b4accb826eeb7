// The unmodified @nktkas/hyperliquid client trades: node nktkas.mjs http://127.0.0.1:8080 0xkeyA 0xkeyB
import { randomBytes } from "node:crypto";
import {
  ApiRequestError, ExchangeClient, HttpTransport, InfoClient, SubscriptionClient, WebSocketTransport,
} from "@nktkas/hyperliquid";
import { formatPrice, formatSize, SymbolConverter } from "@nktkas/hyperliquid/utils";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import WebSocket from "ws";
import { expect, readArguments, step, until } from "./journey.mjs";

// Node 20 has no WebSocket of its own; the client takes the standard's global one.
globalThis.WebSocket ??= WebSocket;

const { base, socket, keyA, keyB } = readArguments();
const http = new HttpTransport({ apiUrl: `${base}/` });
const ws = new WebSocketTransport({ url: socket });
const info = new InfoClient({ transport: http });
const live = new SubscriptionClient({ transport: ws });
const [walletA, walletB] = [privateKeyToAccount(keyA), privateKeyToAccount(keyB)];
const [a, b] = [walletA, walletB].map((wallet) => new ExchangeClient({ transport: http, wallet }));
const limit = (tif) => ({ limit: { tif } });

const btc = await step("markets", async () => {
  const symbols = await SymbolConverter.create({ transport: http, dexs: true });
  const id = symbols.getAssetId("BTC");
  expect(id !== undefined, "BTC has no asset id");
  const [meta, contexts] = await info.metaAndAssetCtxs();
  await info.spotMeta();
  return { id, szDecimals: meta.universe[id].szDecimals, mark: Number(contexts[id].markPx) };
});

const at = (factor) => formatPrice(String(btc.mark * factor), btc.szDecimals);
const size = formatSize("0.01", btc.szDecimals);
const order = (isBuy, price, tif, more = {}) => ({
  orders: [{ a: btc.id, b: isBuy, p: price, s: size, r: false, t: limit(tif), ...more }], grouping: "na",
});

await step("balance", async () => {
  const state = await info.clearinghouseState({ user: walletA.address });
  expect(Number(state.marginSummary.accountValue) > 1000, "account A needs 1,000 USDC");
  return state.marginSummary;
});

const seen = { books: 0, fills: [], updates: [], trades: [] };
await step("ws subscriptions", async () => {
  await live.l2Book({ coin: "BTC" }, () => { seen.books += 1; });
  await live.trades({ coin: "BTC" }, (trades) => seen.trades.push(...trades));
  await live.userFills({ user: walletA.address }, (data) => seen.fills.push(...data.fills));
  await live.orderUpdates({ user: walletA.address }, (updates) => seen.updates.push(...updates));
  await live.allMids(() => {});
  await live.clearinghouseState({ user: walletA.address }, () => {});
});

await step("leverage", async () => (
  await a.updateLeverage({ asset: btc.id, isCross: true, leverage: 5 })).response.type);

// Large: this client reads a client id that fits in 53 bits as a number.
const cloid = `0xc${randomBytes(16).toString("hex").slice(1)}`;
const resting = await step("place", async () => {
  const reply = await a.order(order(true, at(0.97), "Alo", { c: cloid }));
  const status = reply.response.data.statuses[0];
  expect(status.resting?.cloid === cloid, JSON.stringify(status));
  return status.resting.oid;
});

await step("open orders", async () => {
  const open = await info.openOrders({ user: walletA.address });
  expect(open.some((one) => one.oid === resting && one.cloid === cloid), JSON.stringify(open));
  return (await info.frontendOpenOrders({ user: walletA.address })).length;
});

await step("order status", async () => {
  for (const oid of [resting, cloid]) {
    const answer = await info.orderStatus({ user: walletA.address, oid });
    expect(answer.status === "order" && answer.order.status === "open", JSON.stringify(answer));
  }
});

await step("modify", async () => {
  const [{ a: asset, ...rest }] = order(true, at(0.96), "Gtc", { c: cloid }).orders;
  return (await a.modify({ oid: resting, order: { a: asset, ...rest } })).response.type;
});

await step("cancel by client id", async () => {
  const reply = await a.cancelByCloid({ cancels: [{ asset: btc.id, cloid }] });
  expect(reply.response.data.statuses[0] === "success", JSON.stringify(reply));
  const answer = await info.orderStatus({ user: walletA.address, oid: cloid });
  expect(answer.order.status === "canceled", JSON.stringify(answer));
});

await step("a refusal is an error of the client", async () => {
  try {
    await a.cancel({ cancels: [{ a: btc.id, o: resting }] });
  } catch (error) {
    expect(error instanceof ApiRequestError, String(error));
    return error.message;
  }

  throw new Error("a cancelled order was cancelled again");
});

async function position(address) {
  const state = await info.clearinghouseState({ user: address });
  return Number(state.assetPositions.find((one) => one.position.coin === "BTC")?.position.szi ?? 0);
}

const before = await step("positions before", async () => [
  await position(walletA.address), await position(walletB.address)]);

await step("match", async () => {
  const maker = await a.order(order(true, at(1), "Gtc"));
  const taker = await b.order(order(false, at(0.99), "Ioc"));
  const { filled } = taker.response.data.statuses[0];
  expect(filled && Number(filled.totalSz) === Number(size), JSON.stringify(taker));
  return [maker.response.data.statuses[0], filled];
});

await step("positions", async () => {
  const [ofA, ofB] = [await position(walletA.address), await position(walletB.address)];
  const moved = [ofA - before[0], ofB - before[1]];
  expect(Math.abs(moved[0] - 0.01) < 1e-9 && Math.abs(moved[1] + 0.01) < 1e-9, `moved by ${moved}`);
  return [ofA, ofB];
});

await step("margin of the account and its markets", async () => {
  const state = await info.clearinghouseState({ user: walletA.address });
  const { position: mine } = state.assetPositions.find((one) => one.position.coin === "BTC");
  expect(mine.leverage.type === "cross" && mine.leverage.value === 5, JSON.stringify(mine));
  expect(Number(mine.marginUsed) > 0 && Number(state.crossMaintenanceMarginUsed) > 0, JSON.stringify(state));
  const sizes = await info.activeAssetData({ user: walletA.address, coin: "BTC" });
  const [buy, sell] = sizes.maxTradeSzs.map(Number);
  expect(sell > buy && buy > 0, JSON.stringify(sizes));
  const { universe, marginTables } = await info.meta();
  const tables = new Map(marginTables);
  expect(universe.every((one) => tables.has(one.marginTableId)), JSON.stringify(marginTables));
  return sizes;
});

await step("funding, margin tables, rate limit", async () => {
  const user = walletA.address;
  const predicted = await until(
    () => info.predictedFundings(), (rates) => rates.some(([coin]) => coin === "BTC"));
  const [, venues] = predicted.find(([coin]) => coin === "BTC");
  const [name, { fundingRate, nextFundingTime }] = venues[0];
  expect(name === "HlPerp" && nextFundingTime > Date.now(), JSON.stringify(venues));
  expect(Math.abs(Number(fundingRate)) <= 0.04, fundingRate);
  expect(Array.isArray(await info.fundingHistory({ coin: "BTC", startTime: 0 })), "no history");
  expect(Array.isArray(await info.userFunding({ user })), "no payments without a start");
  const { universe } = await info.meta();
  const table = await info.marginTable({ id: universe[btc.id].marginTableId });
  expect(table.marginTiers[0].maxLeverage === universe[btc.id].maxLeverage, JSON.stringify(table));
  expect(JSON.stringify(await info.perpDexs()) === "[null]", "there is another dex");
  const limit = await info.userRateLimit({ user });
  expect(limit.nRequestsCap >= 10_000, JSON.stringify(limit));
  return venues;
});

await step("a page's worth at once", async () => {
  const page = await info.webData2({ user: walletA.address });
  expect(page.clearinghouseState.assetPositions.length > 0 && page.assetCtxs.length > 0, "empty page");
  const seenPages = await Promise.all([
    new Promise((resolve) => { live.webData2({ user: walletA.address }, resolve); }),
    new Promise((resolve) => { live.webData3({ user: walletA.address }, resolve); }),
    new Promise((resolve) => { live.activeAssetData({ user: walletA.address, coin: "BTC" }, resolve); }),
  ]);
  expect(seenPages[1].perpDexStates.length === 1, JSON.stringify(seenPages[1]));
  return seenPages[2].maxTradeSzs;
});

await step("what an order would do is what it does", async () => {
  const ask = async (wanted, more = {}) => (await (await fetch(`${base}/native/preview`, {
    method: "POST", body: JSON.stringify({ user: walletA.address, order: wanted, ...more }),
  })).json()).data;
  const rests = await ask(order(true, at(0.95), "Alo").orders[0]);
  expect(rests.outcome === "resting" && rests.rests > 0 && rests.code === null, JSON.stringify(rests));
  expect(rests.after.cross.reserved > rests.before.cross.reserved, JSON.stringify(rests));
  const reply = await a.order(order(true, at(0.95), "Alo"));
  await a.cancel({ cancels: [{ a: btc.id, o: reply.response.data.statuses[0].resting.oid }] });
  const [plain] = order(true, at(0.95), "Gtc").orders;
  const stranger = await ask(plain, { signer: "0x00000000000000000000000000000000000000aa" });
  expect(stranger.code === "UNKNOWN_SIGNER", JSON.stringify(stranger));
  const dear = await ask(plain, { builder: { b: walletB.address, f: 100 } });
  expect(dear.code === "BUILDER_NOT_APPROVED", JSON.stringify(dear));
  const refused = order(true, at(1.2), "Gtc");
  const told = await ask(refused.orders[0]);
  try {
    await a.order(refused);
  } catch (error) {
    expect(told.outcome === "error" && error.message.includes(told.reason), `${told.reason}: ${error}`);
    return told.code;
  }

  throw new Error("an order far over the mark was taken");
});

await step("fills", async () => {
  const [mine] = await info.userFills({ user: walletA.address });
  const isRight = mine.crossed === false && mine.side === "B" && Number(mine.sz) === Number(size);
  expect(isRight, JSON.stringify(mine));
  const since = await info.userFillsByTime({ user: walletA.address, startTime: mine.time });
  expect(since.some((fill) => fill.tid === mine.tid), "the fill is not found by its time");
  return mine;
});

await step("ws book, trades, fills and order updates", async () => {
  await until(async () => seen, (s) =>
    s.books > 0 && s.trades.length > 0 && s.fills.some((fill) => fill.side === "B")
    && s.updates.some((update) => update.status === "filled"));
  const updates = seen.updates.map((update) => update.status);
  return { books: seen.books, trades: seen.trades.length, updates };
});

await step("session key", async () => {
  const agent = privateKeyToAccount(generatePrivateKey());
  await a.approveAgent({ agentAddress: agent.address, agentName: "nktkas" });
  const byAgent = new ExchangeClient({ transport: http, wallet: agent });
  const reply = await byAgent.order(order(true, at(0.95), "Gtc"));
  const { oid } = reply.response.data.statuses[0].resting;
  await byAgent.cancel({ cancels: [{ a: btc.id, o: oid }] });
  const role = await info.userRole({ user: agent.address });
  expect(role.role === "agent" && role.data.user === walletA.address.toLowerCase(), JSON.stringify(role));
  return (await info.extraAgents({ user: walletA.address })).length;
});

await step("ws post", async () => {
  const overSocket = new ExchangeClient({ transport: ws, wallet: walletA });
  const reply = await overSocket.order(order(true, at(0.95), "Gtc"));
  const { oid } = reply.response.data.statuses[0].resting;
  await overSocket.cancel({ cancels: [{ a: btc.id, o: oid }] });
  return (await new InfoClient({ transport: ws }).allMids()).BTC;
});

await step("close", async () => {
  await a.order(order(false, at(1), "Gtc"));
  await b.order(order(true, at(1.01), "FrontendMarket"));
  const after = await until(() => position(walletA.address), (now) => Math.abs(now - before[0]) < 1e-9);
  return after;
});

await ws.close();
process.exit(0);
