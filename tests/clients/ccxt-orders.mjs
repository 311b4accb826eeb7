// The unmodified ccxt client uses every kind of order that it knows:
// node ccxt-orders.mjs http://127.0.0.1:8080 0xkeyA 0xkeyB
import ccxt from "ccxt";
import { privateKeyToAddress } from "viem/accounts";
import { expect, readArguments, step, until } from "./journey.mjs";

const SYMBOL = "BTC/USDC:USDC";
const SIZE = 0.01;
const { base, keyA, keyB } = readArguments();

function connect(privateKey) {
  const client = new ccxt.hyperliquid({
    privateKey,
    walletAddress: privateKeyToAddress(privateKey),
    enableRateLimit: false,
  });
  client.urls.api.public = base;
  client.urls.api.private = base;
  return client;
}

const [a, b] = [connect(keyA), connect(keyB)];
await step("markets", async () => {
  await a.loadMarkets();
  await b.loadMarkets();
});

async function at(factor) {
  const { info } = await a.fetchTicker(SYMBOL);
  return Number(a.priceToPrecision(SYMBOL, Number(info.markPx) * factor));
}

const statusOf = async (id) => (await a.fetchOrder(id, SYMBOL)).info.status;
const open = () => a.fetchOpenOrders(SYMBOL);

async function refused(action, kind) {
  try {
    await action();
  } catch (error) {
    expect(error instanceof kind, String(error));
    return error.message;
  }

  throw new Error(`not refused as ${kind.name}`);
}

await step("stop, its edit and its cancel", async () => {
  const stop = await a.createOrder(
    SYMBOL, "market", "buy", SIZE, await at(1.03), { triggerPrice: await at(1.03) });
  const [shown] = await open();
  expect(shown.id === stop.id && shown.triggerPrice > 0, JSON.stringify(shown));
  const moved = await at(1.04);
  const edited = await a.editOrder(
    stop.id, SYMBOL, "market", "buy", SIZE, moved, { triggerPrice: moved });
  expect(edited.id && edited.id !== stop.id, JSON.stringify(edited));
  const [next] = await open();
  expect(next.id === edited.id && next.triggerPrice === moved, JSON.stringify(next));
  await a.cancelOrder(edited.id, SYMBOL);
  expect(await statusOf(edited.id) === "canceled", "the stop is still there");
});

await step("a trigger that is met already is an invalid order", async () => {
  const price = await at(0.97);
  return refused(
    async () => a.createOrder(SYMBOL, "market", "buy", SIZE, price, { triggerPrice: price }),
    ccxt.InvalidOrder);
});

await step("parent with take-profit and stop", async () => {
  await b.createOrder(SYMBOL, "limit", "sell", SIZE, await at(1));
  await a.createOrder(SYMBOL, "limit", "buy", SIZE, await at(1.01), {
    takeProfit: { triggerPrice: await at(1.05), type: "market" },
    stopLoss: { triggerPrice: await at(0.95), type: "market" },
  });
  const children = await open();
  expect(children.length === 2 && children.every((order) => order.reduceOnly), JSON.stringify(children));
  const types = children.map((order) => order.info.orderType).sort();
  expect(types.join() === "Stop Market,Take Profit Market", types.join());
  await a.cancelOrders(children.map((order) => order.id), SYMBOL);
  expect((await open()).length === 0, "a child is left");
});

await step("twap", async () => {
  await b.createOrder(SYMBOL, "limit", "buy", SIZE, await at(0.999));
  const twap = await a.createTwapOrder(SYMBOL, "SELL", SIZE, 5 * 60_000, { reduceOnly: true });
  expect(twap.id, JSON.stringify(twap));
  await a.cancelTwapOrder(twap.id, SYMBOL);
  await refused(() => a.cancelTwapOrder(twap.id, SYMBOL), ccxt.OrderNotFound);
  const fills = await a.fetchMyTrades(SYMBOL);
  expect(fills.some((fill) => String(fill.info.twapId) === twap.id), "no slice was filled");
  await b.cancelOrders((await b.fetchOpenOrders(SYMBOL)).map((order) => order.id), SYMBOL);
});

await step("cancel after", async () => {
  const order = await a.createOrder(SYMBOL, "limit", "buy", SIZE, await at(0.97));
  await a.cancelAllOrdersAfter(6_000);
  return until(() => statusOf(order.id), (status) => status === "scheduledCancel");
});

await step("sub-account", async () => {
  const action = { type: "createSubAccount", name: `cc${Date.now()}` };
  const nonce = a.incrementingNonce();
  const created = await a.privatePostExchange({ action, nonce, signature: a.signL1Action(action, nonce) });
  const sub = created.response.data;
  await a.transfer("USDC", 1_000, "main", sub);
  const balance = await a.fetchBalance({ user: sub });
  expect(balance.USDC.total === 1_000, JSON.stringify(balance.USDC));
  const order = await a.createOrder(SYMBOL, "limit", "buy", SIZE, await at(0.97), { vaultAddress: sub });
  const [shown] = await a.fetchOpenOrders(SYMBOL, undefined, undefined, { user: sub });
  expect(shown.id === order.id, JSON.stringify(shown));
  await a.cancelOrder(order.id, SYMBOL, { vaultAddress: sub });
  await a.transfer("USDC", 1_000, sub, "main");
  return sub;
});

await step("close", async () => {
  const [position] = await a.fetchPositions([SYMBOL]);
  await b.createOrder(SYMBOL, "limit", "buy", position.contracts, await at(1));
  await a.createOrder(
    SYMBOL, "market", "sell", position.contracts, await at(1), { reduceOnly: true });
  expect((await a.fetchPositions([SYMBOL])).length === 0, "the position is not closed");
});

process.exit(0);
