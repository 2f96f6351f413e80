/** What the environment of a rehearsed command is made of. */
export interface RehearsalServers {
  /** URL of the state server, which is also the proxy: `http://127.0.0.1:<port>`. */
  readonly stateUrl: string;
  /** JSON for TF_REATTACH_PROVIDERS. */
  readonly reattach: string;
  /** A file without content, read in the place of the caller's AWS and Terraform settings. */
  readonly emptyFile: string;
}

/** The endpoint that every S3 client of a rehearsal is told; the name never resolves, only the proxy answers it. */
export const rehearsalS3Endpoint = 'http://s3.rehearsal.invalid';

/** Terraform's data directory in a rehearsal, so that no real run finds what a rehearsal wrote. */
export const rehearsalDataDirectory = '.terraform-rehearsal';

const isRemoved = (name: string): boolean =>
  name.startsWith('AWS_') ||
  name.startsWith('TF_CLI_ARGS') ||
  ['TF_WORKSPACE', 'TF_REATTACH_PROVIDERS', 'TF_PLUGIN_CACHE_DIR'].includes(name) ||
  // A SOCKS proxy would be a second way out.
  name.toUpperCase() === 'ALL_PROXY';

/**
 * The caller's environment turned into a rehearsal's: S3 and STS answered by the state server, the AWS provider by
 * the stand-in, every other host refused, and none of the caller's AWS settings left.
 */
export function rehearsalEnvironment(caller: NodeJS.ProcessEnv, servers: RehearsalServers): NodeJS.ProcessEnv {
  const { stateUrl, reattach, emptyFile } = servers;
  const direct = '127.0.0.1,localhost';
  return {
    ...Object.fromEntries(Object.entries(caller).filter(([name]) => !isRemoved(name))),
    TRISTAGE_REHEARSAL: '1',
    AWS_ENDPOINT_URL_S3: rehearsalS3Endpoint,
    AWS_ENDPOINT_URL_STS: 'http://sts.rehearsal.invalid',
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: emptyFile,
    AWS_SHARED_CREDENTIALS_FILE: emptyFile,
    HTTP_PROXY: stateUrl,
    http_proxy: stateUrl,
    HTTPS_PROXY: stateUrl,
    https_proxy: stateUrl,
    NO_PROXY: direct,
    no_proxy: direct,
    TF_CLI_CONFIG_FILE: emptyFile,
    TF_DATA_DIR: rehearsalDataDirectory,
    // The data directory remembers where the state was. A changed account or region means another state, not a move.
    TF_CLI_ARGS_init: '-reconfigure',
    TF_REATTACH_PROVIDERS: reattach,
    CHECKPOINT_DISABLE: '1',
    // CDKTF reads its flags from variables too, so the command itself stays as it was typed. The lock would ask
    // the registry, and the plug-in cache would be made in the caller's home.
    CDKTF_SKIP_PROVIDER_LOCK: 'true',
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: 'true',
  };
}
