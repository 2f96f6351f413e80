import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

/**
 * Makes a reader of the SecureString parameter `name`. The value is read at the first call and kept as long as the
 * process lives; a failed read is not kept, the next call tries again.
 * @throws Error when the parameter is empty, and SSM's own errors (denied, unknown, unreachable).
 */
export function secretKeyReader(ssm: SSMClient, name: string): () => Promise<string> {
  let reading: Promise<string> | undefined;
  const read = async (): Promise<string> => {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    if (!Parameter?.Value) {
      throw new Error(`MESH_SECRET_KEY_PARAMETER: parameter ${name} holds no value; store the secret key in it`);
    }
    return Parameter.Value;
  };
  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };
}
