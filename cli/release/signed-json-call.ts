import { createHash, createHmac } from 'node:crypto';
import { type ECSClient } from '@aws-sdk/client-ecs';
import { SignatureV4 } from '@smithy/signature-v4';
import { z } from 'zod';

export interface JsonCall {
  /** Name by which the service is signed for, such as `ecr`. */
  readonly service: string;
  /** Name of its host in AWS. */
  readonly host: string;
  readonly region: string;
  /** `<target prefix>.<action>` */
  readonly target: string;
  readonly input: unknown;
}

export type JsonAnswer =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; /** The error's name, or the status. */ readonly type: string; readonly message: string };

/** Calls an action of a service with AWS' JSON protocol, for services of which a release needs no whole client. */
export type SignedJsonCall = (call: JsonCall) => Promise<JsonAnswer>;

const failure = z.object({ __type: z.string(), message: z.string().optional(), Message: z.string().optional() });
const timeoutMs = 30_000;

/** @param endpointUrl instead of each service's own host */
export function signedJsonCall(credentials: ECSClient['config']['credentials'], endpointUrl?: string): SignedJsonCall {
  return async ({ service, host: serviceHost, region, target, input }) => {
    const url = new URL(endpointUrl ?? `https://${serviceHost}`);
    const body = JSON.stringify(input);
    const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
    const signed = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path: '/',
      query: {},
      headers: { host: url.host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
      body,
    });
    const { host, ...headers } = signed.headers;
    void host; // fetch sets it by the URL
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
    if (response.ok) return { ok: true, output: await response.json() };
    const parsed = failure.safeParse(await response.json().catch(() => undefined));
    const type = parsed.data?.__type.replace(/^.*#/, '') ?? `status ${response.status}`;
    return { ok: false, type, message: parsed.data?.message ?? parsed.data?.Message ?? '' };
  };
}

/** SHA-256 and its HMAC in the form that the signer takes. */
class Sha256 {
  readonly #hash;

  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toInput(secret));
  }

  update(data: SourceData): void {
    this.#hash.update(toInput(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error('sha256: the signer makes a new one each time');
  }
}

type SourceData = string | ArrayBuffer | ArrayBufferView;

function toInput(data: SourceData): string | Uint8Array {
  if (typeof data === 'string') return data;
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
