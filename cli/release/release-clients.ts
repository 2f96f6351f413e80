import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { type ImageRegistry, imageRegistry } from './image-registry';

/** What a release calls. */
export interface ReleaseClients {
  readonly ssm: SSMClient;
  readonly ecs: ECSClient;
  readonly scaling: ApplicationAutoScalingClient;
  readonly registry: ImageRegistry;
  close(): void;
}

export interface ConnectOptions {
  /** Instead of AWS' own endpoints. */
  readonly endpointUrl?: string;
  /** @default by the SDK: `AWS_REGION` or the profile */
  readonly region?: string;
}

/** Clients with the credentials of the SDK's default chain; an endpoint on this machine needs none. */
export function connectRelease({ endpointUrl, region }: ConnectOptions): ReleaseClients {
  const config = {
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl !== undefined && isLoopback(endpointUrl)
      ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
      : {}),
  };
  const clients = {
    ssm: new SSMClient(config),
    ecs: new ECSClient(config),
    scaling: new ApplicationAutoScalingClient(config),
  };
  return {
    ...clients,
    registry: imageRegistry(clients.ecs, endpointUrl),
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

export function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
