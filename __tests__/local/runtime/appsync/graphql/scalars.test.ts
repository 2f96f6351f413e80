import { appsyncScalars } from '../../../../../local/runtime/appsync/graphql/scalars';

const good: Readonly<Record<string, readonly unknown[]>> = {
  AWSDate: ['1970-01-01', '1970-01-01Z', '2024-02-29-07:00', '1970-01-01+05:30', '1970-01-01+05:30:03'],
  AWSTime: ['12:30', '12:30Z', '12:30:24-07:00', '12:30:24.500+05:30'],
  AWSDateTime: [
    '1970-01-01T12:30:24Z',
    '1970-01-01T12:30:24.5-07:00',
    '2020-01-01T00:00+00:00',
    '1970-01-01T12:30:24.500+05:30:30',
  ],
  AWSEmail: ['username@example.com', 'a.b+c@x.co'],
  AWSURL: ['https://www.amazon.com/dp/1', 'mailto://user@example.com'],
  AWSPhone: ['+44 115 496 0000', '206-555-0100', '+1 206 555 0100', '+819012345678'],
  AWSIPAddress: ['123.12.34.56', '123.45.67.89/16', '1a2b:3c4b::1234:4567', '::1/128'],
  AWSTimestamp: [0, -1, 1_700_000_000],
};
const bad: Readonly<Record<string, readonly unknown[]>> = {
  AWSDate: ['2023-02-29', '70-01-01', '1970-01-01T00:00Z', 5, '1970-13-01'],
  AWSTime: ['24:00', '12', '12:60', '12:30 Z'],
  AWSDateTime: ['1970-01-01T12:30:24', '2020-05-23T06:4:37.000Z', '2019', '2020-01-01 00:00Z'],
  AWSEmail: ['a', 'a@', '@b', 'a b@c'],
  AWSURL: ['www.amazon.com', '/dp', 'https://'],
  AWSPhone: ['1110004444', '12', 'abc', '+1 111 000 4444'],
  AWSIPAddress: ['1.2.3', '1.2.3.4/33', '::1/129', '1.2.3.4/8/8', 'x'],
  AWSTimestamp: ['2019-12-19 16:59:09.966', 1.5, Infinity, null],
};

describe('the scalars of AppSync', () => {
  const scalar = (name: string) => {
    const found = appsyncScalars.get(name);
    if (!found) throw new Error(`there is no scalar ${name}`);
    return found;
  };
  const each = (table: typeof good) =>
    Object.entries(table).flatMap(([name, values]) => values.map((value) => [name, value] as const));

  it.each(each(good))('%s takes %j as it is, both ways', (name, value) => {
    expect([scalar(name).parseValue(value), scalar(name).serialize(value)]).toEqual([value, value]);
  });

  it.each(each(bad))('%s refuses %j', (name, value) => {
    expect(() => scalar(name).parseValue(value)).toThrow(/^Unable to parse `.*` as a valid /);
    expect(() => scalar(name).serialize(value)).toThrow(/^Unable to serialize `.*` as a valid /);
  });

  it('AWSJSON is parsed for resolvers and goes out as text', () => {
    expect(scalar('AWSJSON').parseValue('{"a":[1]}')).toEqual({ a: [1] });
    expect(scalar('AWSJSON').serialize({ a: 1 })).toBe('{"a":1}');
    expect(scalar('AWSJSON').serialize('{"a":1}')).toBe('{"a":1}');
    expect(() => scalar('AWSJSON').parseValue('{')).toThrow('Unable to parse `{` as valid JSON.');
  });
});
