// The unmodified @nktkas/hyperliquid client uses every kind of order:
// node nktkas-orders.mjs http://127.0.0.1:8080 0xkeyA 0xkeyB
import {
  ApiRequestError, ExchangeClient, HttpTransport, InfoClient, SubscriptionClient, WebSocketTransport,
} from "@nktkas/hyperliquid";
import { signL1Action } from "@nktkas/hyperliquid/signing";
import { formatPrice, formatSize } from "@nktkas/hyperliquid/utils";
import { privateKeyToAccount } from "viem/accounts";
import WebSocket from "ws";
import { expect, readArguments, step, until } from "./journey.mjs";

globalThis.WebSocket ??= WebSocket;

const { base, socket, keyA, keyB } = readArguments();
const http = new HttpTransport({ apiUrl: `${base}/` });
const ws = new WebSocketTransport({ url: socket });
const info = new InfoClient({ transport: http });
const live = new SubscriptionClient({ transport: ws });
const [walletA, walletB] = [privateKeyToAccount(keyA), privateKeyToAccount(keyB)];
const [a, b] = [walletA, walletB].map((wallet) => new ExchangeClient({ transport: http, wallet }));
const user = walletA.address;
const DECIMALS = 5;
const size = formatSize("0.01", DECIMALS);

async function at(factor) {
  const [, [{ markPx }]] = await info.metaAndAssetCtxs();
  return formatPrice(String(Number(markPx) * factor), DECIMALS);
}

const limit = (b, p, tif, more = {}) => ({ a: 0, b, p, s: size, r: false, t: { limit: { tif } }, ...more });
const trigger = (b, triggerPx, tpsl, more = {}) => ({
  a: 0, b, p: triggerPx, s: size, r: true, t: { trigger: { isMarket: true, triggerPx, tpsl } }, ...more,
});
const place = async (client, orders, grouping = "na", options) => (
  await client.order({ orders, grouping }, options)).response.data.statuses;
const shown = async (oid) => (await info.frontendOpenOrders({ user })).find((order) => order.oid === oid);
const statusOf = async (oid) => (await info.orderStatus({ user, oid })).order?.status;
const cancel = (...oids) => a.cancel({ cancels: oids.map((o) => ({ a: 0, o })) });

async function position() {
  const state = await info.clearinghouseState({ user });
  return Number(state.assetPositions.find((one) => one.position.coin === "BTC")?.position.szi ?? 0);
}

async function trade(isBuy) {
  await place(b, [limit(!isBuy, await at(1), "Gtc")]);
  const [status] = await place(a, [limit(isBuy, await at(isBuy ? 1.01 : 0.99), "Ioc")]);
  expect(status.filled, JSON.stringify(status));
}

async function refused(action, words) {
  try {
    await action();
  } catch (error) {
    expect(error instanceof ApiRequestError && error.message.includes(words), String(error));
    return error.message;
  }

  throw new Error(`not refused: ${words}`);
}

const seen = { updates: [], slices: [], twaps: [], states: [], ended: [] };
await step("ws subscriptions", async () => {
  await live.orderUpdates({ user }, (updates) => seen.updates.push(...updates));
  await live.userTwapSliceFills({ user }, (data) => seen.slices.push(...data.twapSliceFills));
  await live.userTwapHistory({ user }, (data) => seen.twaps.push(...data.history));
  await live.twapStates({ user }, (data) => seen.states.push(data.states.length));
  await live.userEvents({ user }, (data) => seen.ended.push(...(data.nonUserCancel ?? [])));
});

await step("stop, its modify and its cancel", async () => {
  const [first] = await place(a, [trigger(true, await at(1.03), "sl", { r: false })]);
  const { oid } = first.resting;
  const order = await shown(oid);
  expect(order.isTrigger && order.orderType === "Stop Market", JSON.stringify(order));
  expect(order.triggerCondition.startsWith("Price above "), JSON.stringify(order));
  const moved = await at(1.04);
  await a.modify({ oid, order: trigger(true, moved, "sl", { r: false }) });
  expect(await statusOf(oid) === "canceled", "the old stop is still there");
  const [next] = await info.frontendOpenOrders({ user });
  expect(next.isTrigger && Number(next.triggerPx) === Number(moved), JSON.stringify(next));
  await cancel(next.oid);
  expect(await statusOf(next.oid) === "canceled", "the stop is still there");
});

await step("a trigger that is met already is refused", async () => refused(
  async () => place(a, [trigger(true, await at(0.97), "sl", { r: false })]), "Invalid TP/SL price."));

await step("parent with take-profit and stop", async () => {
  const parent = limit(true, await at(0.98), "Gtc");
  const children = [trigger(false, await at(1.05), "tp"), trigger(false, await at(0.95), "sl")];
  const statuses = await place(a, [parent, ...children], "normalTpsl");
  const { oid } = statuses[0].resting;
  expect(statuses[1] === "waitingForFill" && statuses[2] === "waitingForFill", JSON.stringify(statuses));
  const order = await shown(oid);
  expect(order.children.length === 2 && order.children[0].isTrigger, JSON.stringify(order));
  await cancel(oid);
  for (const child of order.children) {
    expect(await statusOf(child.oid) === "canceled", "a child outlived its parent");
  }
});

await step("take-profit and stop of a filled parent", async () => {
  await place(b, [limit(false, await at(1), "Gtc")]);
  const statuses = await place(a, [
    limit(true, await at(1.01), "Gtc"),
    trigger(false, await at(1.05), "tp"), trigger(false, await at(0.95), "sl"),
  ], "normalTpsl");
  expect(statuses[0].filled, JSON.stringify(statuses));
  const open = await info.frontendOpenOrders({ user });
  const isRight = open.length === 2 && open.every((order) => order.isTrigger && order.reduceOnly);
  expect(isRight, JSON.stringify(open));
  await cancel(...open.map((order) => order.oid));
  return statuses;
});

await step("take-profit and stop of the position end with it", async () => {
  const statuses = await place(a, [
    trigger(false, await at(1.05), "tp", { s: "0" }), trigger(false, await at(0.95), "sl", { s: "0" }),
  ], "positionTpsl");
  expect(statuses.every((status) => status === "waitingForTrigger"), JSON.stringify(statuses));
  const open = await info.frontendOpenOrders({ user });
  expect(open.length === 2 && open.every((order) => order.isPositionTpsl), JSON.stringify(open));
  await trade(false);
  expect(await position() === 0, "the position is not closed");
  for (const { oid } of open) {
    expect(await statusOf(oid) === "reduceOnlyCanceled", await statusOf(oid));
    await until(async () => seen.ended, (ended) => ended.some((one) => one.oid === oid));
  }
});

// Null when the mark has moved past one of them meanwhile.
async function stopsOnBothSides() {
  const mark = Number(await at(1));
  const stops = [mark + 2, mark - 2].map(
    (price, i) => trigger(i === 0, String(price), "sl", { r: false }));
  try {
    return (await place(a, stops)).map((status) => status.resting.oid);
  } catch (error) {
    expect(error.message.includes("Invalid TP/SL price."), String(error));
    return null;
  }
}

await step("a stop fires when the mark comes to it", async () => {
  await place(b, [limit(true, await at(0.97), "Gtc"), limit(false, await at(1.03), "Gtc")]);
  const oids = await until(stopsOnBothSides, (placed) => placed !== null);
  const filled = await until(
    async () => oids.find((oid) => seen.updates.some((u) => u.order.oid === oid && u.status === "filled")),
    (oid) => oid !== undefined);
  const words = seen.updates.filter((update) => update.order.oid === filled).map((update) => update.status);
  expect(words.includes("triggered"), words.join());
  expect(await statusOf(filled) === "filled", await statusOf(filled));
  for (const { oid } of await info.openOrders({ user })) {
    await cancel(oid);
  }

  const open = await info.openOrders({ user: walletB.address });
  await b.cancel({ cancels: open.map(({ oid }) => ({ a: 0, o: oid })) });
  return words;
});

await step("twap", async () => {
  await refused(async () => a.twapOrder(
    { twap: { a: 0, b: true, s: "0.001", r: false, m: 1440, t: false } }), "TWAP order value too small");
  await place(b, [limit(false, await at(1.001), "Gtc")]);
  const reply = await a.twapOrder({ twap: { a: 0, b: true, s: size, r: false, m: 5, t: false } });
  const { twapId } = reply.response.data.status.running;
  const [slice] = await info.userTwapSliceFills({ user });
  expect(slice.twapId === twapId && slice.fill.twapId === twapId, JSON.stringify(slice));
  await until(async () => seen, (s) => s.slices.some((one) => one.twapId === twapId) && s.states.includes(1));
  await a.twapCancel({ a: 0, t: twapId });
  const history = (await info.twapHistory({ user })).filter((one) => one.twapId === twapId);
  const words = history.map((one) => one.status.status);
  expect(words[0] === "terminated" && words[1] === "activated", words.join());
  await until(async () => seen.twaps, (twaps) => twaps.some((one) => one.status.status === "terminated"));
  await refused(async () => a.twapCancel({ a: 0, t: twapId }), "TWAP was never placed");
  return history[0].state;
});

await step("scheduled cancel", async () => {
  const [{ resting }] = await place(a, [limit(true, await at(0.97), "Gtc")]);
  await a.scheduleCancel({ time: Date.now() + 60_000 });
  await a.scheduleCancel();
  await a.scheduleCancel({ time: Date.now() + 6_000 });
  await refused(async () => a.scheduleCancel({ time: Date.now() }), "cheduled");
  await until(() => statusOf(resting.oid), (status) => status === "scheduledCancel");
});

await step("sub-account", async () => {
  const name = `nk${Date.now()}`;
  const sub = (await a.createSubAccount({ name })).response.data;
  await a.subAccountTransfer({ subAccountUser: sub, isDeposit: true, usd: 1_000_000_000 });
  const found = (await info.subAccounts({ user })).find((one) => one.subAccountUser === sub);
  expect(found?.name === name, JSON.stringify(found));
  expect(Number(found.clearinghouseState.marginSummary.accountValue) === 1_000, JSON.stringify(found));
  const [{ resting }] = await place(a, [limit(true, await at(0.97), "Gtc")], "na", { vaultAddress: sub });
  const [order] = await info.openOrders({ user: sub });
  expect(order.oid === resting.oid, JSON.stringify(order));
  await a.cancel({ cancels: [{ a: 0, o: resting.oid }] }, { vaultAddress: sub });
  await a.subAccountTransfer({ subAccountUser: sub, isDeposit: false, usd: 1_000_000_000 });
  const role = await info.userRole({ user: sub });
  expect(role.role === "subAccount" && role.data.master === user.toLowerCase(), JSON.stringify(role));
  const foreign = new ExchangeClient({ transport: http, wallet: walletB });
  await refused(
    async () => place(foreign, [limit(true, await at(0.97), "Gtc")], "na", { vaultAddress: sub }),
    "sub-account");
  return sub;
});

async function native(orders, grouping) {
  const action = { type: "offingOrder", orders, grouping };
  const nonce = Date.now();
  const signature = await signL1Action({ wallet: walletA, action, nonce });
  return http.request("exchange", { action, nonce, signature });
}

await step("the native action", async () => {
  const expiry = Date.now() + 5_000;
  const iceberg = limit(true, await at(0.98), "Gtc", { stp: "expireTaker", display: "0.005", expiry });
  const target = limit(false, await at(1.03), "Gtc");
  const reply = await native([iceberg, target], "oco");
  expect(reply.response.type === "offingOrder", JSON.stringify(reply));
  const [one, other] = reply.response.data.statuses.map((status) => status.resting.oid);
  const { data } = await (await fetch(`${base}/native/order?user=${user}&oid=${one}`)).json();
  const { stp, display, shown: visible } = data.terms;
  expect(stp === "expireTaker" && display === 500 && visible === 500, JSON.stringify(data));
  const filled = await native([limit(true, await at(1.01), "Fok")], "na");
  expect(filled.response.data.statuses[0].error, JSON.stringify(filled));
  const word = await until(() => statusOf(one), (status) => status !== "open");
  return [word, await statusOf(other)];
});

await step("close", async () => {
  for (const [client, wallet] of [[a, walletA], [b, walletB]]) {
    const open = await info.openOrders({ user: wallet.address });
    if (open.length > 0) {
      await client.cancel({ cancels: open.map(({ oid }) => ({ a: 0, o: oid })) });
    }
  }

  const left = await position();
  const isLong = left > 0;
  const all = { s: formatSize(String(Math.abs(left)), DECIMALS) };
  await place(b, [limit(isLong, await at(1), "Gtc", all)]);
  await place(a, [limit(!isLong, await at(isLong ? 0.99 : 1.01), "Ioc", { ...all, r: true })]);
  expect(await position() === 0, "the position is not closed");
});

await ws.close();
process.exit(0);
