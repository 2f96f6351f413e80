import type { Util } from '@aws-appsync/utils';
import type { RuntimeHost } from './host';

/** `util.math`. Random numbers come from the host's bytes. */
export function createMath(host: RuntimeHost): Util['math'] {
  const randomDouble = () => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = host.randomBytes(7);
    const high = ((a & 0x1f) << 16) | (b << 8) | c;
    const low = d * 2 ** 24 + ((e << 16) | (f << 8) | g);
    return (high * 2 ** 32 + low) / 2 ** 53;
  };
  return {
    roundNum: (input) => Math.round(input),
    minVal: (input1, input2) => Math.min(input1, input2),
    maxVal: (input1, input2) => Math.max(input1, input2),
    /** From 0, inclusive, to 1, exclusive. */
    randomDouble,
    /** From `start`, inclusive, to `end`; AWS does not say whether `end` is reached: here it is not, unless it is `start`. */
    randomWithinRange: (start, end) => start + Math.floor(randomDouble() * (end - start)),
  };
}
