import { PrivateZone, type PrivateZoneProps } from '../../../modules/dns/private-zone';
import { someNetwork } from '../../support/some-network';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<PrivateZoneProps> = {}) =>
  new SynthesizedScope(
    (scope) =>
      void new PrivateZone(scope, 'Zone', { name: 'services.example.com', network: someNetwork(scope), ...props }),
  ).only('aws_route53_zone');

describe('PrivateZone', () => {
  it('answers in one VPC only', () => {
    expect(synth()).toMatchObject({
      name: 'services.example.com',
      vpc: [{ vpc_id: expect.stringContaining('aws_vpc.'), vpc_region: 'eu-west-1' }],
    });
  });

  it('is protected unless told otherwise', () => {
    expect(synth()).toMatchObject({ lifecycle: { prevent_destroy: true } });
    expect(synth({ retainData: false })).toMatchObject({ lifecycle: { prevent_destroy: false } });
  });

  it.each(['example', 'Services.example.com', 'services.example.com.', '-a.example.com', `${'a'.repeat(64)}.com`])(
    'refuses the name %p',
    (name) => {
      expect(() => synth({ name })).toThrow(
        `Zone: name must be a lower-case domain name such as services.stg.example.com, got "${name}"`,
      );
    },
  );
});
