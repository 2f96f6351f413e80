import {
  type CloudFrontClient,
  type DistributionConfig,
  GetDistributionCommand,
  GetDistributionConfigCommand,
  type Origin,
  UpdateDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import { type HeaderSender } from './rotation';

const isNamed =
  (headerName: string) =>
  ({ HeaderName: name }: { readonly HeaderName: string | undefined }) =>
    name?.toLowerCase() === headerName.toLowerCase();

const headersOf = ({ CustomHeaders: headers }: Origin) => headers?.Items ?? [];

/** Values of a header in the origins that send it. */
export function headerValues({ Origins: origins }: DistributionConfig, headerName: string): readonly string[] {
  return (origins?.Items ?? [])
    .flatMap(headersOf)
    .filter(isNamed(headerName))
    .map(({ HeaderValue: value }) => value ?? '');
}

/** A distribution's configuration with another value in the origins that send a header; the other origins stay. */
export function withOriginHeader(config: DistributionConfig, headerName: string, value: string): DistributionConfig {
  const origins = (config.Origins?.Items ?? []).map((origin) => {
    const headers = headersOf(origin).map((header) =>
      isNamed(headerName)(header) ? { ...header, HeaderValue: value } : header,
    );
    return headers.length === 0 ? origin : { ...origin, CustomHeaders: { Quantity: headers.length, Items: headers } };
  });
  return { ...config, Origins: { Quantity: origins.length, Items: origins } };
}

export interface DistributionsOptions {
  readonly client: CloudFrontClient;
  readonly ids: readonly string[];
  readonly headerName: string;
  /** Resolves after some time. */
  readonly pause: () => Promise<void>;
}

/** Distributions whose origins send a header. */
export function distributions({ client, ids, headerName, pause }: DistributionsOptions): HeaderSender {
  const read = async (id: string) => {
    const { DistributionConfig: config, ETag: etag } = await client.send(new GetDistributionConfigCommand({ Id: id }));
    if (!config) throw new Error(`the distribution ${id} has no configuration`);
    const values = headerValues(config, headerName);
    if (values.length === 0) throw new Error(`no origin of the distribution ${id} sends the header ${headerName}`);
    return { config, etag, values };
  };
  const deployed = async (id: string): Promise<void> => {
    for (;;) {
      const { Distribution: distribution } = await client.send(new GetDistributionCommand({ Id: id }));
      if (distribution?.Status === 'Deployed') return;
      await pause();
    }
  };
  return {
    async send(value) {
      for (const id of ids) {
        const { config, etag, values } = await read(id);
        if (values.every((one) => one === value)) continue;
        await client.send(
          new UpdateDistributionCommand({
            Id: id,
            IfMatch: etag,
            DistributionConfig: withOriginHeader(config, headerName, value),
          }),
        );
      }
      await Promise.all(ids.map(deployed));
    },
    async sent() {
      const values = await Promise.all(ids.map(async (id) => (await read(id)).values));
      return values.flat();
    },
  };
}
