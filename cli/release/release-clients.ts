import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientConfig, type ConnectOptions } from './client-config';
import { type ImageRegistry, imageRegistry } from './image-registry';
import { signedJsonCall } from './signed-json-call';
import { type TaskLog, taskLog } from './task-log';

/** What a release calls. */
export interface ReleaseClients {
  readonly ssm: SSMClient;
  readonly ecs: ECSClient;
  readonly scaling: ApplicationAutoScalingClient;
  readonly registry: ImageRegistry;
  readonly log: TaskLog;
  close(): void;
}

export function connectRelease(options: ConnectOptions): ReleaseClients {
  const config = clientConfig(options);
  const clients = {
    ssm: new SSMClient(config),
    ecs: new ECSClient(config),
    scaling: new ApplicationAutoScalingClient(config),
  };
  const call = signedJsonCall(clients.ecs.config.credentials, options.endpointUrl);
  return {
    ...clients,
    registry: imageRegistry(call),
    log: taskLog(call),
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
