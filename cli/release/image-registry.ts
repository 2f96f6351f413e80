import { createHash, createHmac } from 'node:crypto';
import { type ECSClient } from '@aws-sdk/client-ecs';
import { SignatureV4 } from '@smithy/signature-v4';
import { z } from 'zod';
import { CliError } from '../cli-error';
import { type Repository } from './release-parameter';

/** Where images are pushed to. */
export interface ImageRegistry {
  /** Whether a repository has the image with this digest. @throws CliError `registry-refused` */
  has(repository: Repository, digest: string): Promise<boolean>;
}

const failure = z.object({ __type: z.string(), message: z.string().optional(), Message: z.string().optional() });
const service = 'AmazonEC2ContainerRegistry_V20150921';
const timeoutMs = 30_000;

/**
 * ECR, by the one action a release needs of it.
 * @param client whose credentials are used
 * @param endpointUrl instead of that of the repository's region
 */
export function imageRegistry(client: ECSClient, endpointUrl?: string): ImageRegistry {
  return {
    has: async ({ registryId, region, name }, digest) => {
      const url = new URL(endpointUrl ?? `https://api.ecr.${region}.amazonaws.com`);
      const body = JSON.stringify({ registryId, repositoryName: name, imageIds: [{ imageDigest: digest }] });
      const signer = new SignatureV4({
        service: 'ecr',
        region,
        credentials: client.config.credentials,
        sha256: Sha256,
      });
      const signed = await signer.sign({
        method: 'POST',
        protocol: url.protocol,
        hostname: url.hostname,
        ...(url.port === '' ? {} : { port: Number(url.port) }),
        path: '/',
        query: {},
        headers: {
          host: url.host,
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `${service}.DescribeImages`,
        },
        body,
      });
      const { host, ...headers } = signed.headers;
      void host; // fetch sets it by the URL
      const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
      if (response.ok) return true;
      const parsed = failure.safeParse(await response.json().catch(() => undefined));
      const type = parsed.data?.__type.replace(/^.*#/, '') ?? `status ${response.status}`;
      if (type === 'ImageNotFoundException') return false;
      const message = parsed.data?.message ?? parsed.data?.Message ?? '';
      throw new CliError('registry-refused', `ECR repository ${name}: ${type}: ${message}`);
    },
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
