import { type DistributionConfig } from '@aws-sdk/client-cloudfront';
import { headerValues, withOriginHeader } from '../../../../services/web/origin-header/distributions';
import { withHeaderValues } from '../../../../services/web/origin-header/listener-rules';

describe('withHeaderValues', () => {
  const host = {
    Field: 'host-header',
    Values: ['shop.example.com'],
    HostHeaderConfig: { Values: ['shop.example.com'] },
  };
  const header = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Origin-Secret', Values: ['old'] } };

  it('changes the values of the header alone, and says each condition once, as AWS demands', () => {
    expect(withHeaderValues([host, header], 'x-origin-secret', ['old', 'new'])).toEqual([
      { Field: 'host-header', HostHeaderConfig: { Values: ['shop.example.com'] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-origin-secret', Values: ['old', 'new'] } },
    ]);
  });

  it('refuses a rule that asks for no such header', () => {
    expect(() => withHeaderValues([host], 'X-Origin-Secret', ['new'])).toThrow(
      'a rule does not ask for the header X-Origin-Secret',
    );
  });
});

describe('withOriginHeader', () => {
  const config: DistributionConfig = {
    CallerReference: 'one',
    Comment: 'Shop',
    Enabled: true,
    DefaultCacheBehavior: { TargetOriginId: 'program', ViewerProtocolPolicy: 'redirect-to-https' },
    Origins: {
      Quantity: 2,
      Items: [
        {
          Id: 'program',
          DomainName: 'origin.example.com',
          CustomHeaders: {
            Quantity: 2,
            Items: [
              { HeaderName: 'X-Origin-Secret', HeaderValue: 'old' },
              { HeaderName: 'X-Other', HeaderValue: 'kept' },
            ],
          },
        },
        { Id: 'bucket', DomainName: 'files.s3.example.com', CustomHeaders: { Quantity: 0 } },
      ],
    },
  };

  it('changes the header alone, in the origins that send it', () => {
    const changed = withOriginHeader(config, 'x-origin-secret', 'new');
    expect(headerValues(changed, 'X-Origin-Secret')).toEqual(['new']);
    expect(headerValues(changed, 'X-Other')).toEqual(['kept']);
    expect(changed.Origins?.Items?.[1]).toEqual(config.Origins?.Items?.[1]);
    expect({ ...changed, Origins: undefined }).toEqual({ ...config, Origins: undefined });
    expect(headerValues(config, 'X-Origin-Secret')).toEqual(['old']);
  });
});
