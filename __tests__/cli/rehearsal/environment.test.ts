import { rehearsalEnvironment } from '../../../cli/rehearsal/environment';

const servers = { stateUrl: 'http://127.0.0.1:4566', reattach: '{"aws":1}', emptyFile: '/home/empty' };

describe('rehearsalEnvironment', () => {
  it('is complete: endpoints, proxy, dummy credentials, no settings of the machine', () => {
    expect(rehearsalEnvironment({}, servers)).toEqual({
      TRISTAGE_REHEARSAL: '1',
      AWS_ENDPOINT_URL_S3: 'http://s3.rehearsal.invalid',
      AWS_ENDPOINT_URL_STS: 'http://sts.rehearsal.invalid',
      AWS_ACCESS_KEY_ID: 'rehearsal',
      AWS_SECRET_ACCESS_KEY: 'rehearsal',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/home/empty',
      AWS_SHARED_CREDENTIALS_FILE: '/home/empty',
      HTTP_PROXY: 'http://127.0.0.1:4566',
      http_proxy: 'http://127.0.0.1:4566',
      HTTPS_PROXY: 'http://127.0.0.1:4566',
      https_proxy: 'http://127.0.0.1:4566',
      NO_PROXY: '127.0.0.1,localhost',
      no_proxy: '127.0.0.1,localhost',
      TF_CLI_CONFIG_FILE: '/home/empty',
      TF_DATA_DIR: '.terraform-rehearsal',
      TF_CLI_ARGS_init: '-reconfigure',
      TF_REATTACH_PROVIDERS: '{"aws":1}',
      CHECKPOINT_DISABLE: '1',
      CDKTF_SKIP_PROVIDER_LOCK: 'true',
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: 'true',
    });
  });

  it.each([
    'AWS_PROFILE',
    'AWS_SESSION_TOKEN',
    'AWS_REGION',
    'AWS_ENDPOINT_URL',
    'AWS_CA_BUNDLE',
    'TF_CLI_ARGS',
    'TF_CLI_ARGS_plan',
    'TF_WORKSPACE',
    'TF_PLUGIN_CACHE_DIR',
    'ALL_PROXY',
    'all_proxy',
  ])('removes %s of the caller', (name) => {
    expect(rehearsalEnvironment({ [name]: 'caller' }, servers)).not.toHaveProperty(name);
  });

  it.each([
    'AWS_ACCESS_KEY_ID',
    'AWS_ENDPOINT_URL_S3',
    'HTTPS_PROXY',
    'NO_PROXY',
    'TF_REATTACH_PROVIDERS',
    'TF_DATA_DIR',
    'TF_CLI_ARGS_init',
  ])('replaces %s of the caller', (name) => {
    expect(rehearsalEnvironment({ [name]: 'caller' }, servers)[name]).not.toBe('caller');
  });

  it('keeps what has nothing to do with AWS', () => {
    const kept = { PATH: '/bin', STAGE: 'stg', TF_VAR_size: '2', TF_LOG: 'debug' };
    expect(rehearsalEnvironment(kept, servers)).toMatchObject(kept);
  });
});
