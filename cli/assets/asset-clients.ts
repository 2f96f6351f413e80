import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientConfig, type ConnectOptions } from '../release/client-config';

/** What static files need of AWS. */
export interface AssetClients {
  readonly ssm: SSMClient;
  readonly s3: S3Client;
  close(): void;
}

export function connectAssets(options: ConnectOptions): AssetClients {
  const config = clientConfig(options);
  const ssm = new SSMClient(config);
  // Another endpoint than AWS' own has no host name for each bucket.
  const s3 = new S3Client({ ...config, forcePathStyle: options.endpointUrl !== undefined });
  return {
    ssm,
    s3,
    close: () => {
      ssm.destroy();
      s3.destroy();
    },
  };
}
