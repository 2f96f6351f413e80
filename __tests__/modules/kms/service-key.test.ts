import { ServiceKey } from '../../../modules/kms/service-key';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: { preventDestroy?: boolean } = {}) =>
  new SynthesizedScope(
    (scope) =>
      void new ServiceKey(scope, 'Key', { alias: 'jobs', description: 'd', accountId: '111122223333', ...props }),
  );

describe('ServiceKey', () => {
  it('rotates, waits 30 days before it is gone, and has an alias', () => {
    expect(synth().only('aws_kms_key')).toMatchObject({
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: false },
    });
    expect(synth().only('aws_kms_alias').name).toBe('alias/jobs');
  });

  it('is kept when asked', () => {
    expect(synth({ preventDestroy: true }).only('aws_kms_key').lifecycle).toEqual({ prevent_destroy: true });
  });

  it('names only the account when nobody else may use it', () => {
    const policy = JSON.parse(String(synth().only('aws_kms_key').policy)) as { Statement: unknown[] };
    expect(policy.Statement).toHaveLength(1);
  });
});
