// The unmodified ccxt client trades: node ccxt.mjs http://127.0.0.1:8080 0xkeyA 0xkeyB
import ccxt from "ccxt";
import { privateKeyToAddress } from "viem/accounts";
import { expect, readArguments, step, until } from "./journey.mjs";

const SYMBOL = "BTC/USDC:USDC";
const SIZE = 0.01;
const { base, socket, keyA, keyB } = readArguments();

async function connect(privateKey) {
  const client = new ccxt.pro.hyperliquid({
    privateKey,
    walletAddress: privateKeyToAddress(privateKey),
    enableRateLimit: false,
  });
  client.urls.api.public = base;
  client.urls.api.private = base;
  client.urls.api.ws.public = socket;
  // The client asks for this before it opens a socket without TLS.
  await client.loadHttpProxyAgent();
  return client;
}

const [a, b] = [await connect(keyA), await connect(keyB)];

const mark = await step("markets", async () => {
  const markets = await a.loadMarkets();
  await b.loadMarkets();
  expect(markets[SYMBOL]?.swap, `${SYMBOL} is not a perpetual`);
  const ticker = await a.fetchTicker(SYMBOL);
  const price = Number(ticker.info.markPx);
  expect(price > 1, `the mark is ${price}`);
  return price;
});

const at = (factor) => Number(a.priceToPrecision(SYMBOL, mark * factor));

await step("balance", async () => {
  const [ofA, ofB] = [await a.fetchBalance(), await b.fetchBalance()];
  expect(ofA.USDC.total > 1000 && ofB.USDC.total > 1000, "both accounts need 1,000 USDC");
  return [ofA.USDC, ofB.USDC];
});

await step("leverage", async () => (await a.setLeverage(5, SYMBOL)).status);

// One socket carries all three in this order: when the book has come, the other two are subscribed.
const ordersSeen = a.watchOrders(SYMBOL);
const fillsSeen = a.watchMyTrades(SYMBOL);
for (const watched of [ordersSeen, fillsSeen]) {
  watched.catch(() => {});
}

await step("ws order book", async () => {
  const book = await a.watchOrderBook(SYMBOL);
  return { bids: book.bids.length, asks: book.asks.length };
});

const resting = await step("place", async () => {
  const order = await a.createOrder(SYMBOL, "limit", "buy", SIZE, at(0.97), { postOnly: true });
  expect(order.id, "no order id");
  return order.id;
});

await step("open orders", async () => {
  const open = await a.fetchOpenOrders(SYMBOL);
  expect(open.some((order) => order.id === resting), "the order is not open");
  return open.length;
});

await step("ws order update", async () => {
  const updates = await ordersSeen;
  expect(updates.some((order) => order.id === resting), "no update of the order");
  return updates.map((order) => order.status);
});

await step("order status", async () => {
  const order = await a.fetchOrder(resting, SYMBOL);
  expect(order.status === "open" && order.remaining === SIZE, JSON.stringify(order));
  return order.status;
});

const edited = await step("edit", async () => {
  const order = await a.editOrder(resting, SYMBOL, "limit", "buy", SIZE, at(0.96));
  expect(order.id && order.id !== resting, "the edited order must have a new id");
  return order.id;
});

await step("cancel", async () => {
  await a.cancelOrder(edited, SYMBOL);
  const order = await a.fetchOrder(edited, SYMBOL);
  expect(order.status === "canceled", order.status);
  return order.status;
});

await step("cancel again is order not found", async () => {
  try {
    await a.cancelOrder(edited, SYMBOL);
  } catch (error) {
    expect(error instanceof ccxt.OrderNotFound, String(error));
    return error.constructor.name;
  }

  throw new Error("the second cancel succeeded");
});

await step("too small is an invalid order", async () => {
  try {
    await a.createOrder(SYMBOL, "limit", "buy", 0.00001, at(0.97));
  } catch (error) {
    expect(error instanceof ccxt.InvalidOrder, String(error));
    return error.constructor.name;
  }

  throw new Error("an order under the minimum value was taken");
});

async function sizes() {
  const [ofA, ofB] = [await a.fetchPositions([SYMBOL]), await b.fetchPositions([SYMBOL])];
  const signed = (positions) => positions.reduce(
    (sum, p) => sum + (p.side === "long" ? p.contracts : -p.contracts), 0);
  return [signed(ofA), signed(ofB)];
}

const before = await step("positions before", sizes);

await step("match", async () => {
  const maker = await a.createOrder(SYMBOL, "limit", "buy", SIZE, at(1));
  const taker = await b.createOrder(SYMBOL, "limit", "sell", SIZE, at(0.99), { timeInForce: "IOC" });
  const closed = await until(() => a.fetchOrder(maker.id, SYMBOL), (order) => order.status === "closed");
  expect(closed.remaining === 0, JSON.stringify(closed));
  return [maker.id, taker.id];
});

await step("positions", async () => {
  const after = await sizes();
  expect(Math.abs(after[0] - before[0] - SIZE) < 1e-9, `A went from ${before[0]} to ${after[0]}`);
  expect(Math.abs(after[1] - before[1] + SIZE) < 1e-9, `B went from ${before[1]} to ${after[1]}`);
  return after;
});

await step("position as the venue values it", async () => {
  const [position] = await a.fetchPositions([SYMBOL]);
  const mode = await a.fetchPosition(SYMBOL);
  const { percentage, ...told } = position;
  expect(told.marginMode === "cross" && told.leverage === 5, JSON.stringify(told));
  expect(told.notional > 0 && told.initialMargin > 0 && told.entryPrice > 0, JSON.stringify(told));
  expect(mode.symbol === SYMBOL && Number.isFinite(told.unrealizedPnl), JSON.stringify(told));
  return { liquidation: told.liquidationPrice ?? null, margin: told.initialMargin };
});

await step("funding rate and its history", async () => {
  const rate = await a.fetchFundingRate(SYMBOL);
  const rates = await a.fetchFundingRates([SYMBOL]);
  expect(Number.isFinite(rate.fundingRate) && rates[SYMBOL].markPrice > 1, JSON.stringify(rate));
  await a.fetchFundingRateHistory(SYMBOL, Date.now() - 3_600_000);
  await a.fetchFundingHistory(SYMBOL, Date.now() - 3_600_000);
  return rate.fundingRate;
});

await step("open interest and fees", async () => {
  const interest = await a.fetchOpenInterest(SYMBOL);
  const fee = await a.fetchTradingFee(SYMBOL);
  expect(interest.openInterestAmount >= SIZE && fee.taker > 0, JSON.stringify([interest, fee]));
  return [interest.openInterestAmount, fee.taker];
});

await step("ws positions", async () => {
  const [position] = await a.watchPositions([SYMBOL]);
  expect(position.symbol === SYMBOL, JSON.stringify(position));
  return position.contracts;
});

await step("fills", async () => {
  const [ofA, ofB] = [await a.fetchMyTrades(SYMBOL), await b.fetchMyTrades(SYMBOL)];
  const [maker, taker] = [ofA.at(-1), ofB.at(-1)];
  expect(maker.side === "buy" && maker.takerOrMaker === "maker", JSON.stringify(maker));
  expect(maker.amount === SIZE, `A bought ${maker.amount}`);
  expect(taker.side === "sell" && taker.takerOrMaker === "taker", JSON.stringify(taker));
  return [maker.fee, taker.fee];
});

await step("ws fills", async () => {
  const fills = await fillsSeen;
  expect(fills.some((fill) => fill.amount === SIZE && fill.side === "buy"), JSON.stringify(fills));
  return fills.length;
});

await step("ws balance", async () => (await a.watchBalance()).USDC);

await step("candles", async () => {
  const candles = await a.fetchOHLCV(SYMBOL, "1m");
  expect(candles.length > 0, "no candle");
  return candles.at(-1);
});

await step("deposits", async () => (await a.fetchDeposits()).map((deposit) => deposit.amount));

await step("close", async () => {
  await a.createOrder(SYMBOL, "limit", "sell", SIZE, at(1));
  await b.createOrder(SYMBOL, "market", "buy", SIZE, at(1));
  const after = await until(sizes, (now) => Math.abs(now[0] - before[0]) < 1e-9);
  expect(Math.abs(after[1] - before[1]) < 1e-9, `B has ${after[1]}`);
  return after;
});

await a.close();
await b.close();
process.exit(0);
