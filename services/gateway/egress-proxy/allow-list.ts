/** How a client asks: a tunnel by CONNECT, or a plain request for an `http:` address. */
export type Method = 'tunnel' | 'plain';

/** A destination that is allowed: a host, or all hosts below a domain. */
interface Entry {
  readonly host: string;
  readonly belowOnly: boolean;
  /** Absent: the usual port of the way of asking. */
  readonly port: number | undefined;
}

const usualPorts = { tunnel: 443, plain: 80 } as const;
const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const entryPattern = new RegExp(`^(?<wildcard>\\*\\.)?(?<host>(${label}\\.)+[a-z]{2,63})(:(?<port>[1-9]\\d{0,4}))?$`);

/**
 * The hosts and ports that may be reached. An entry is `host`, `host:port`, `*.domain` or `*.domain:port`. A wildcard
 * stands for one label or more and not for the domain itself. Without a port an entry allows 443 by CONNECT and 80
 * for plain requests; with one it allows that port alone, asked for in either way.
 */
export class AllowList {
  readonly #entries: readonly Entry[];

  private constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  /** Reads entries with commas between them; an empty text allows nothing. `fault` is told each entry that is wrong. */
  static parse(text: string, fault: (message: string) => void): AllowList {
    const entries: Entry[] = [];
    for (const entry of text.split(',').map((part) => part.trim())) {
      if (entry === '') continue;
      const groups = entryPattern.exec(entry)?.groups;
      const port = groups?.port === undefined ? undefined : Number(groups.port);
      if (groups?.host === undefined || (port !== undefined && port > 65_535)) {
        fault(`must hold lower-case names as host:port or *.domain:port and no addresses, got ${entry}`);
        continue;
      }
      entries.push({ host: groups.host, belowOnly: groups.wildcard !== undefined, port });
    }
    return new AllowList(entries);
  }

  allows(method: Method, host: string, port: number): boolean {
    return this.#entries.some(
      (entry) =>
        (entry.belowOnly ? host.endsWith(`.${entry.host}`) : host === entry.host) &&
        port === (entry.port ?? usualPorts[method]),
    );
  }
}
