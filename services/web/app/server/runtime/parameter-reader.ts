import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';

export interface ParameterValue {
  readonly value: string;
  /** Counts its changes, from 1. */
  readonly version: number | undefined;
  readonly lastModified: Date | undefined;
}

/** Reads SSM parameters, decrypted; a name without a parameter has no entry in the answer. */
export type ParameterReader = (names: readonly string[]) => Promise<ReadonlyMap<string, ParameterValue>>;

/** The service's own limit for one request. */
const maxNames = 10;
const timeouts = { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true } as const;

/** SSM as the SDK's own variables say (AWS_REGION, AWS_ENDPOINT_URL, the task's credentials). */
export function connectParameters(): ParameterReader {
  let client: SSMClient | undefined;
  return async (names) => {
    client ??= new SSMClient({ maxAttempts: 2, requestHandler: timeouts });
    const values = new Map<string, ParameterValue>();
    for (let start = 0; start < names.length; start += maxNames) {
      const command = new GetParametersCommand({ Names: names.slice(start, start + maxNames), WithDecryption: true });
      const { Parameters = [] } = await client.send(command);
      for (const { Name, Value, Version, LastModifiedDate } of Parameters) {
        if (Name !== undefined && Value !== undefined) {
          values.set(Name, { value: Value, version: Version, lastModified: LastModifiedDate });
        }
      }
    }
    return values;
  };
}
