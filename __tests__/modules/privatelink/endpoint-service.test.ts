import { type EndpointServiceProps } from '../../../modules/privatelink/endpoint-service';
import { SynthesizedScope } from '../../support/synth-scope';
import { someEndpointService } from './privatelink-constructs';

const synth = (props: Partial<EndpointServiceProps> = {}) =>
  new SynthesizedScope((scope) => void someEndpointService(scope, props));

describe('EndpointService', () => {
  it('offers a load balancer to listed principals, each connection to be accepted, under no name of its own', () => {
    const service = synth().only('aws_vpc_endpoint_service');
    expect(service).toMatchObject({
      acceptance_required: true,
      network_load_balancer_arns: [expect.stringContaining('aws_lb.')],
      allowed_principals: ['arn:aws:iam::111122223333:root'],
    });
    expect(service).not.toHaveProperty('private_dns_name');
  });

  it('tells its id only where a parameter is named', () => {
    expect(synth().all('aws_ssm_parameter')).toEqual([]);
    expect(synth({ idParameterName: '/shop/service-id' }).only('aws_ssm_parameter')).toMatchObject({
      name: '/shop/service-id',
      type: 'String',
      value: expect.stringMatching(/aws_vpc_endpoint_service\.\w+\.id\}$/),
    });
  });

  it.each(['*', '111122223333', 'arn:aws:iam::1:root', 'arn:aws:s3:::bucket'])(
    'refuses the principal %p',
    (principal) => {
      expect(() => synth({ allowedPrincipals: [principal] })).toThrow(
        `Service: allowedPrincipals must be ARNs of accounts, roles or users, never *, got "${principal}"`,
      );
    },
  );

  it('refuses to offer nothing, or to nobody', () => {
    const message = 'Service: loadBalancers and allowedPrincipals must hold one or more each, got';
    expect(() => synth({ loadBalancers: [] })).toThrow(`${message} 0 and 1`);
    expect(() => synth({ allowedPrincipals: [] })).toThrow(`${message} 1 and 0`);
  });
});
