import { Testing, TerraformStack, Token } from 'cdktf';
import { requireIntegerBetween, requireMatch } from '../../modules/validate';

const scope = new TerraformStack(Testing.app(), 'stack');

describe('requireIntegerBetween', () => {
  it.each([1, 5, 10])('takes %d from 1 to 10', (value) => {
    expect(() => {
      requireIntegerBetween(scope, 'size', value, 1, 10);
    }).not.toThrow();
  });

  it.each([0, 11, 2.5, Number.NaN])('refuses %d with path, prop, range and value', (value) => {
    expect(() => {
      requireIntegerBetween(scope, 'size', value, 1, 10);
    }).toThrow(new RangeError(`stack: size must be an integer from 1 to 10, got ${value}`));
  });

  it('lets a token pass', () => {
    expect(() => {
      requireIntegerBetween(scope, 'size', Token.asNumber({ later: true }), 1, 10);
    }).not.toThrow();
  });
});

describe('requireMatch', () => {
  it('refuses what does not match, in words', () => {
    expect(() => {
      requireMatch(scope, 'name', 'A b', /^[a-z]+$/, 'lower-case letters');
    }).toThrow(new RangeError('stack: name must be lower-case letters, got "A b"'));
  });

  it('lets a match and a token pass', () => {
    for (const value of ['ab', Token.asString({ later: true })]) {
      expect(() => {
        requireMatch(scope, 'name', value, /^[a-z]+$/, 'lower-case letters');
      }).not.toThrow();
    }
  });
});
