// One line of JSON for each step; the first failure ends the run with exit code 1.

export function readArguments() {
  const [base, keyA, keyB] = process.argv.slice(2);
  if (!base || !keyA || !keyB) {
    console.error(`usage: node ${process.argv[1].split("/").pop()} http://127.0.0.1:8080 0xkeyA 0xkeyB`);
    process.exit(2);
  }

  const socket = new URL("/ws", base);
  socket.protocol = "ws:";
  return { base: base.replace(/\/$/, ""), socket: socket.href, keyA, keyB };
}

export async function step(name, action) {
  const started = Date.now();
  const tell = (more) => console.log(JSON.stringify({ step: name, ms: Date.now() - started, ...more }));
  try {
    const result = await withDeadline(action(), 20_000);
    tell({ ok: true, result: result ?? null });
    return result;
  } catch (error) {
    tell({ ok: false, error: String(error?.stack ?? error) });
    process.exit(1);
  }
}

export function expect(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

// Asks again until the answer is right; the caller's step has the deadline.
export async function until(ask, isRight) {
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) {
      return answer;
    }

    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function withDeadline(promise, milliseconds) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
