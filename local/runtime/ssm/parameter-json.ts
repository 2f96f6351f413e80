import { createHmac, randomBytes } from 'node:crypto';
import { type Parameter } from './parameter';

const cipherKey = randomBytes(32);

/** A version as GetParameter shows it; without decryption a SecureString's value is text that tells nothing of it. */
export function parameterJson(parameter: Parameter, withDecryption: boolean): Readonly<Record<string, unknown>> {
  const { name, arn, type, value, version, modifiedMs, dataType } = parameter;
  return {
    ARN: arn,
    DataType: dataType,
    LastModifiedDate: modifiedMs / 1000,
    Name: name,
    Type: type,
    Value: type === 'SecureString' && !withDecryption ? concealed(parameter) : value,
    Version: version,
  };
}

/** A version as DescribeParameters shows it, without the value. */
export function parameterMetadataJson(parameter: Parameter): Readonly<Record<string, unknown>> {
  const { name, arn, type, version, modifiedMs, dataType, tier, description, allowedPattern, keyId } = parameter;
  return {
    ARN: arn,
    DataType: dataType,
    LastModifiedDate: modifiedMs / 1000,
    Name: name,
    Policies: [],
    Tier: tier,
    Type: type,
    Version: version,
    ...(description !== undefined && { Description: description }),
    ...(allowedPattern !== undefined && { AllowedPattern: allowedPattern }),
    ...(keyId !== undefined && { KeyId: keyId }),
  };
}

function concealed({ name, version, value }: Parameter): string {
  return createHmac('sha256', cipherKey).update(`${name}:${version}:${value}`).digest('base64');
}
