const pollMs = 250;

/**
 * Calls `onGone` once the process that started this one has ended. npm runs a script in a shell, which a signal sent to npm
 * ends, and which passes nothing on.
 * @returns ends the watch
 */
export function watchParent(onGone: () => void, parentPid: () => number = () => process.ppid): () => void {
  const first = parentPid();
  const timer = setInterval(() => {
    if (parentPid() === first) return;
    clearInterval(timer);
    onGone();
  }, pollMs);
  timer.unref();
  return () => clearInterval(timer);
}
