import { TerraformStack, Testing } from 'cdktf';
import { partOfCidr, requireDisjoint, requireVpcCidr } from '../../../modules/network/cidr';

const scope = new TerraformStack(Testing.app(), 'stack');

describe('partOfCidr', () => {
  it.each([
    ['10.0.0.0/16', [], '10.0.0.0/16'],
    ['10.0.0.0/16', [[3, 4]], '10.0.192.0/18'],
    [
      '10.0.0.0/16',
      [
        [1, 4],
        [2, 8],
      ],
      '10.0.80.0/21',
    ],
    ['192.168.252.0/22', [[31, 32]], '192.168.255.224/27'],
    ['0.0.0.0/0', [[255, 256]], '255.0.0.0/8'],
  ] as const)('of %s at %j is %s', (cidr, path, part) => {
    expect(
      partOfCidr(
        scope,
        cidr,
        path.map(([index, of]) => ({ index, of })),
      ),
    ).toBe(part);
  });

  it('cuts a block into parts that cover it without overlap', () => {
    const parts = Array.from({ length: 32 }, (_, index) => partOfCidr(scope, '10.9.0.0/20', [{ index, of: 32 }]));
    expect(new Set(parts).size).toBe(32);
    expect(() => {
      requireDisjoint(scope, Object.fromEntries(parts.map((part) => [part, part])));
    }).not.toThrow();
    expect([parts[0], parts[31]]).toEqual(['10.9.0.0/25', '10.9.15.128/25']);
  });
});

describe('requireVpcCidr', () => {
  it.each(['10.0.0.0/16', '172.16.4.0/22', '192.168.0.0/20'])('takes %s', (cidr) => {
    expect(() => {
      requireVpcCidr(scope, 'cidr', cidr, 22);
    }).not.toThrow();
  });

  it.each(['10.0.0.0/15', '10.0.0.0/23'])('refuses %s, which is too large or too small', (cidr) => {
    expect(() => {
      requireVpcCidr(scope, 'cidr', cidr, 22);
    }).toThrow(
      new RangeError(`stack: cidr must have a prefix from /16 to /22 so that every subnet fits, got "${cidr}"`),
    );
  });

  it.each(['10.0.0.0', '10.0.1.0/16', '10.0.0/16', '10.0.0.256/24', '10.0.0.0/33', 'fd00::/16', '', '10.0.0.0/ 16'])(
    'refuses %p, which is no block',
    (cidr) => {
      expect(() => {
        requireVpcCidr(scope, 'cidr', cidr, 22);
      }).toThrow(
        new RangeError(
          `stack: cidr must be an IPv4 block that begins at a multiple of its size, such as 10.0.0.0/16, got "${cidr}"`,
        ),
      );
    },
  );
});

describe('requireDisjoint', () => {
  it.each([
    ['10.0.0.0/16', '10.1.0.0/16'],
    ['10.1.0.0/16', '10.0.0.0/16'],
    ['10.0.0.0/17', '10.0.128.0/17'],
  ])('takes %s beside %s', (one, other) => {
    expect(() => {
      requireDisjoint(scope, { one, other });
    }).not.toThrow();
  });

  it.each([
    ['10.0.0.0/16', '10.0.0.0/16'],
    ['10.0.0.0/16', '10.0.255.0/24'],
    ['10.0.128.0/17', '10.0.0.0/16'],
  ])('refuses %s beside %s', (one, other) => {
    expect(() => {
      requireDisjoint(scope, { one, other });
    }).toThrow(/^stack: (one and other|other and one) must not overlap, got "10\.0\./);
  });

  it('sees an overlap past a block between', () => {
    expect(() => {
      requireDisjoint(scope, { whole: '10.0.0.0/16', near: '10.0.1.0/24', far: '10.0.9.0/24' });
    }).toThrow('whole and near must not overlap');
  });
});
