import { isIP, isIPv6 } from 'node:net';
import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { isDate, isDateTime, isTime } from './scalar-times';

interface StringScalar {
  readonly name: string;
  readonly description: string;
  /** Completes ``Unable to parse `…` as a …``. */
  readonly noun: string;
  readonly accepts: (text: string) => boolean;
}

const MIN_TIMESTAMP = -31_557_014_167_219_200;
const MAX_TIMESTAMP = 31_556_889_864_403_199;

const STRING_SCALARS: readonly StringScalar[] = [
  {
    name: 'AWSDate',
    description: 'An ISO 8601 date, `YYYY-MM-DD`, with an optional offset.',
    noun: 'a valid date',
    accepts: isDate,
  },
  {
    name: 'AWSTime',
    description: 'An ISO 8601 time, `hh:mm:ss.sss`, with an optional offset.',
    noun: 'a valid time',
    accepts: isTime,
  },
  {
    name: 'AWSDateTime',
    description: 'An ISO 8601 date and time, `YYYY-MM-DDThh:mm:ss.sssZ`; the offset is required.',
    noun: 'a valid DateTime Object',
    accepts: isDateTime,
  },
  {
    name: 'AWSEmail',
    description: 'An e-mail address as RFC 822 has it.',
    noun: 'a valid email address',
    accepts: (text) => /^[^\s@"(),:;<>[\]\\]+@[^\s@.]+(\.[^\s@.]+)*$/.test(text) && text.length <= 320,
  },
  { name: 'AWSURL', description: 'A URL as RFC 1738 has it.', noun: 'a valid URL', accepts: isUrl },
  {
    name: 'AWSPhone',
    description: 'A phone number; one outside the United States begins with its country code.',
    noun: 'a valid phone number',
    accepts: isPhoneNumber,
  },
  {
    name: 'AWSIPAddress',
    description: 'An IPv4 or IPv6 address, with an optional subnet mask length.',
    noun: 'a valid IP address',
    accepts: isAddress,
  },
];

/** AppSync's scalars by name. Values keep the form they came in; only `AWSJSON` is parsed for resolvers. */
export const appsyncScalars: ReadonlyMap<string, GraphQLScalarType> = new Map(
  [...STRING_SCALARS.map(stringScalar), timestampScalar(), jsonScalar()].map((scalar) => [scalar.name, scalar]),
);

function stringScalar({ name, description, noun, accepts }: StringScalar): GraphQLScalarType {
  const checked = (verb: 'parse' | 'serialize') => (value: unknown) => {
    if (typeof value === 'string' && accepts(value)) return value;
    throw new GraphQLError(`Unable to ${verb} \`${shown(value)}\` as ${noun}.`);
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize: checked('serialize'),
    parseValue: checked('parse'),
    parseLiteral: (node) => checked('parse')(node.kind === Kind.STRING ? node.value : untyped(node)),
  });
}

function timestampScalar(): GraphQLScalarType {
  const isTimestamp = (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) >= MIN_TIMESTAMP && Number(value) <= MAX_TIMESTAMP;
  const parseValue = (value: unknown) => {
    if (isTimestamp(value)) return value;
    throw new GraphQLError(`Unable to parse \`${shown(value)}\` as a valid timestamp.`);
  };
  return new GraphQLScalarType({
    name: 'AWSTimestamp',
    description: 'Seconds before or after 1970-01-01T00:00Z, an integer.',
    serialize(value) {
      const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
      if (isTimestamp(number)) return number;
      throw new GraphQLError(
        `Unable to serialize \`${shown(value)}\` as a valid timestamp. Ensure that the value provided is an Integer ` +
          `that lies within the limits specified in this scalar's description.`,
      );
    },
    parseValue,
    parseLiteral: (node) => parseValue(node.kind === Kind.INT ? Number(node.value) : untyped(node)),
  });
}

function jsonScalar(): GraphQLScalarType {
  const parseValue = (value: unknown): unknown => {
    const parsed = typeof value === 'string' ? parsedJson(value) : undefined;
    if (parsed !== undefined) return parsed.value;
    throw new GraphQLError(`Unable to parse \`${shown(value)}\` as valid JSON.`);
  };
  return new GraphQLScalarType({
    name: 'AWSJSON',
    description: 'JSON text. Resolvers see the value that it stands for.',
    // A string that is JSON text already, as tables often store it, goes out as it is.
    serialize: (value) =>
      typeof value === 'string' && parsedJson(value) !== undefined ? value : JSON.stringify(value),
    parseValue,
    parseLiteral: (node) => parseValue(node.kind === Kind.STRING ? node.value : untyped(node)),
  });
}

function parsedJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isUrl(text: string): boolean {
  return /^[A-Za-z][A-Za-z\d+.-]*:\/\/\S+$/.test(text) && URL.canParse(text);
}

function isPhoneNumber(text: string): boolean {
  if (!/^\+?[\d\s()-]+$/.test(text)) return false;
  const digits = text.replace(/\D/g, '');
  if (text.startsWith('+') && !digits.startsWith('1')) return digits.length >= 7 && digits.length <= 15;
  // A number of the North American plan: area code and exchange begin with 2 to 9.
  return /^1?[2-9]\d{2}[2-9]\d{6}$/.test(digits);
}

function isAddress(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  if (more.length > 0 || isIP(address) === 0) return false;
  if (length === undefined) return true;
  return /^\d{1,3}$/.test(length) && Number(length) <= (isIPv6(address) ? 128 : 32);
}

function untyped(node: ValueNode): unknown {
  return valueFromASTUntyped(node);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}
