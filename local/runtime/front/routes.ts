import { type Route } from './front';

/** The mounted routes, found by host and path. */
export class Routes {
  readonly #routes: Route[] = [];
  readonly #claimed = new Map<string, Route[]>();
  readonly #open: Route[] = [];

  /** Host names that some route claims. */
  get hosts(): readonly string[] {
    return [...this.#claimed.keys()];
  }

  /** @throws Error when another route has one of its paths on the same host. */
  add(route: Route): void {
    for (const path of route.paths) {
      for (const host of route.hosts ?? [undefined]) {
        const taken = this.#routes.some(
          (other) =>
            other.paths.includes(path) &&
            (host === undefined ? other.hosts === undefined : other.hosts?.includes(host)),
        );
        if (taken) throw new Error(`front: ${host ?? 'any host'} has two routes for ${path}`);
      }
    }
    this.#routes.push(route);
    if (route.hosts === undefined) this.#open.push(route);
    for (const host of new Set(route.hosts)) this.#claimed.set(host, [...(this.#claimed.get(host) ?? []), route]);
  }

  /** The route that claims `host`, else one for any host; of several the one with the longest path. */
  find(host: string, path: string): Route | undefined {
    return longestMatch(this.#claimed.get(host) ?? [], path) ?? longestMatch(this.#open, path);
  }
}

function longestMatch(routes: readonly Route[], path: string): Route | undefined {
  let best: Route | undefined;
  let bestLength = -1;
  for (const route of routes) {
    for (const pattern of route.paths) {
      if (pattern.length > bestLength && matches(pattern, path)) {
        best = route;
        bestLength = pattern.length;
      }
    }
  }
  return best;
}

function matches(pattern: string, path: string): boolean {
  if (!pattern.endsWith('/*')) return pattern === path;
  const base = pattern.slice(0, -2);
  return path === base || path.startsWith(`${base}/`);
}
