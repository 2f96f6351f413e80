/** Waits until `isTrue` answers true. @throws Error that tells `what` after `timeoutMs` */
export async function eventually(isTrue: () => boolean | Promise<boolean>, what: () => string, timeoutMs = 15_000) {
  const deadline = performance.now() + timeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
