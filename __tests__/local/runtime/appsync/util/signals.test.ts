import {
  EarlyReturn,
  ResolverError,
  UnauthorizedError,
} from '../../../../../local/runtime/appsync/util/resolver-signals';
import type { AuthorizationMode } from '../../../../../local/runtime/appsync/util/host';
import { fixedRuntime } from '../../../../support/appsync-runtime';

const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (thrown) {
    return thrown;
  }
  return 'nothing';
};

describe('errors and early returns', () => {
  it('util.error throws with type, data and info, null where not given', () => {
    const { util, outcome } = fixedRuntime();
    const full = thrownBy(() => util.error('no such group', 'GroupNotFound', { id: 'g' }, { retry: false }));
    expect(full).toBeInstanceOf(ResolverError);
    expect(full).toMatchObject({
      message: 'no such group',
      errorType: 'GroupNotFound',
      data: { id: 'g' },
      errorInfo: { retry: false },
    });
    expect(thrownBy(() => util.error('bare'))).toMatchObject({ errorType: null, data: null, errorInfo: null });
    expect(outcome.errors).toEqual([]);
  });

  it('util.unauthorized throws an error the executor can tell apart', () => {
    const thrown = thrownBy(() => fixedRuntime().util.unauthorized());
    expect(thrown).toBeInstanceOf(UnauthorizedError);
    expect(thrown).toMatchObject({ errorType: 'Unauthorized', message: 'Unauthorized' });
  });

  it('util.appendError collects and goes on', () => {
    const { util, outcome } = fixedRuntime();
    util.appendError('first', 'A');
    util.appendError('second', undefined, [1], 'info');
    expect(outcome.errors).toEqual([
      { message: 'first', errorType: 'A', data: null, errorInfo: null },
      { message: 'second', errorType: null, data: [1], errorInfo: 'info' },
    ]);
  });

  it('does not share an outcome between two runtimes', () => {
    fixedRuntime().util.appendError('of another request');
    expect(fixedRuntime().outcome.errors).toEqual([]);
  });

  it.each([
    ['a value', () => fixedRuntime().runtime.earlyReturn({ a: 1 }), { value: { a: 1 }, skipTo: undefined }],
    ['nothing', () => fixedRuntime().runtime.earlyReturn(), { value: null, skipTo: undefined }],
    ['false', () => fixedRuntime().runtime.earlyReturn(false), { value: false, skipTo: undefined }],
    ['a target', () => fixedRuntime().runtime.earlyReturn(1, { skipTo: 'END' }), { value: 1, skipTo: 'END' }],
  ])('runtime.earlyReturn carries %s and is no Error', (_, act, expected) => {
    const thrown = thrownBy(act);
    expect(thrown).toBeInstanceOf(EarlyReturn);
    expect(thrown).not.toBeInstanceOf(Error);
    expect(thrown).toMatchObject(expected);
  });
});

describe('util.authType', () => {
  it.each<[AuthorizationMode | undefined, string]>([
    [undefined, 'API Key Authorization'],
    ['API_KEY', 'API Key Authorization'],
    ['AWS_IAM', 'IAM Authorization'],
    ['AMAZON_COGNITO_USER_POOLS', 'User Pool Authorization'],
    ['OPENID_CONNECT', 'Open ID Connect Authorization'],
    ['AWS_LAMBDA', 'Lambda Authorization'],
  ])('%s is %s', (authType, expected) => {
    expect(fixedRuntime(authType ? { authType } : {}).util.authType()).toBe(expected);
  });
});

describe('extensions', () => {
  it('records filters, the last one set counts', () => {
    const { extensions, outcome } = fixedRuntime();
    const filter = (value: string) => ({
      filterGroup: [{ filters: [{ fieldName: 'a', operator: 'eq' as const, value }] }],
    });
    expect(outcome.subscriptionFilter).toBeUndefined();
    extensions.setSubscriptionFilter(filter('x'));
    extensions.setSubscriptionFilter(filter('y'));
    extensions.setSubscriptionInvalidationFilter(filter('z'));
    expect(outcome.subscriptionFilter).toEqual(filter('y'));
    expect(outcome.subscriptionInvalidationFilter).toEqual(filter('z'));
  });

  it('records invalidations and evictions in call order', () => {
    const { extensions, outcome } = fixedRuntime();
    extensions.invalidateSubscriptions({ subscriptionField: 'onPost', payload: { id: 1 } });
    extensions.evictFromApiCache('Query', 'post', { 'context.arguments.id': 1 });
    expect(outcome.invalidations).toEqual([{ subscriptionField: 'onPost', payload: { id: 1 } }]);
    expect(outcome.evictions).toEqual([
      { typeName: 'Query', fieldName: 'post', keyValuePair: { 'context.arguments.id': 1 } },
    ]);
  });
});

describe('console', () => {
  it('writes one line a call, strings bare and the rest as JSON', () => {
    const lines: string[] = [];
    const { console } = fixedRuntime({ log: (level, line) => lines.push(`${level}: ${line}`) });
    console.log('joined', { node: 'n1' }, 2, null, undefined);
    console.error(['bad']);
    expect(lines).toEqual(['log: joined {"node":"n1"} 2 null undefined', 'error: ["bad"]']);
  });

  it('drops lines when the host takes none', () => {
    expect(() => fixedRuntime().console.log('unheard')).not.toThrow();
  });
});

describe('JSON', () => {
  const { json } = fixedRuntime();

  it.each<[string, unknown]>([
    ['{"a":[1]}', { a: [1] }],
    ['null', null],
    ['{', ''],
    ['', ''],
  ])('parses %j to %j: what is no JSON is an empty string', (text, expected) => {
    expect(json.parse(text)).toEqual(expected);
  });

  it('writes text', () => {
    expect(json.stringify({ a: [1, undefined] })).toBe('{"a":[1,null]}');
  });
});
