/** What the function is told by its environment. */
export interface Configuration {
  /** DYNAMODB_TABLE_NAME */
  readonly tableName: string;
  /** MESH_EVENT_TTL_SECONDS: seconds that a recorded event lives. */
  readonly eventTtlSeconds: number;
  /** MESH_SECRET_KEY_PARAMETER: name of the SecureString parameter that holds the secret key of domain names. */
  readonly secretKeyParameter: string;
}

/**
 * Reads the configuration; every fault is reported at once.
 * @throws Error naming each variable that is missing, or that is no number of seconds from 1 up.
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const faults: string[] = [];
  const required = (name: string): string => {
    const value = environment[name] ?? '';
    if (value === '') faults.push(`${name} must be set`);
    return value;
  };
  const tableName = required('DYNAMODB_TABLE_NAME');
  const eventTtl = required('MESH_EVENT_TTL_SECONDS');
  const secretKeyParameter = required('MESH_SECRET_KEY_PARAMETER');
  if (eventTtl !== '' && !/^[1-9]\d{0,8}$/.test(eventTtl)) {
    faults.push(`MESH_EVENT_TTL_SECONDS must be a whole number of seconds from 1 to 999999999, got ${eventTtl}`);
  }
  if (faults.length > 0) throw new Error(`mesh function: ${faults.join('; ')}`);
  return { tableName, eventTtlSeconds: Number(eventTtl), secretKeyParameter };
}
