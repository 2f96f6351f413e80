import { type ProxiedClient } from './proxy-protocol';

/** One request of a client, as far as it is known when it ends. Paths, queries, headers and bodies are not in it. */
export interface AuditEntry {
  readonly event: 'egress.allowed' | 'egress.denied';
  readonly host: string | null;
  readonly port: number | null;
  /** Why it was denied, or how it ended: see the constants of who writes it. */
  readonly reason: string;
  readonly vpcEndpointId: string | null;
  /** Address of the client, of its own VPC behind PrivateLink. */
  readonly client: string | null;
  /** Bytes from the destination, and to it, on its connection. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly durationMs: number;
  readonly requestId: string;
  /** What was malformed, where the reason does not tell. */
  readonly detail?: string;
}

/** What is known at the end of a request. */
export type AuditEnd = Pick<AuditEntry, 'event' | 'reason' | 'detail'> &
  Partial<Pick<AuditEntry, 'bytesIn' | 'bytesOut'>>;

/** Takes one whole line. */
export type WriteLine = (line: string) => void;

export class AuditLog {
  readonly #write: WriteLine;
  readonly #now: () => Date;

  constructor(write: WriteLine, now: () => Date) {
    this.#write = write;
    this.#now = now;
  }

  /** Begins the entry of a request; the function that ends it works once. */
  begin(
    client: ProxiedClient,
    requestId: string,
    target: { readonly host?: string; readonly port?: number },
  ): (end: AuditEnd) => void {
    const startMs = this.#now().getTime();
    let isOpen = true;
    return ({ event, reason, detail, bytesIn = 0, bytesOut = 0 }) => {
      if (!isOpen) return;
      isOpen = false;
      const end = this.#now();
      const entry: AuditEntry = {
        event,
        host: target.host ?? null,
        port: target.port ?? null,
        reason,
        vpcEndpointId: client.vpcEndpointId ?? null,
        client: client.address ?? null,
        bytesIn,
        bytesOut,
        durationMs: end.getTime() - startMs,
        requestId,
        ...(detail !== undefined && { detail }),
      };
      this.#write(`${JSON.stringify({ time: end.toISOString(), ...entry })}\n`);
    };
  }
}
