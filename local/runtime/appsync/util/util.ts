import type { Util } from '@aws-appsync/utils';
import { createDynamodbUtils } from './dynamodb/dynamodb-utils';
import type { AuthorizationMode, RuntimeHost } from './host';
import { createHttp } from './http';
import { autoKsuid } from './ids/ksuid';
import { autoUlid } from './ids/ulid';
import { autoId } from './ids/uuid';
import { createMath } from './math';
import type { OutcomeRecorder } from './outcome';
import { toJsonObject } from './rds/sql-result';
import { ResolverError, UnauthorizedError, type ResolverErrorEntry } from './resolver-signals';
import { base64Decode, base64Encode } from './text/base64';
import { escapeJavaScript } from './text/escape-javascript';
import { matches } from './text/java-pattern';
import { urlDecode, urlEncode } from './text/url-encoding';
import { createTime } from './time/time-utils';
import { createTransform } from './transform/transform-utils';
import { xmlToJsonString, xmlToMap } from './xml';

/** What `util.authType` answers for each mode. */
const AUTH_TYPES: Readonly<Record<AuthorizationMode, string>> = {
  API_KEY: 'API Key Authorization',
  AWS_IAM: 'IAM Authorization',
  AMAZON_COGNITO_USER_POOLS: 'User Pool Authorization',
  OPENID_CONNECT: 'Open ID Connect Authorization',
  AWS_LAMBDA: 'Lambda Authorization',
};

/** The `util` global. Helpers of Velocity templates that APPSYNC_JS lacks (`isNull`, `toJson`, `list`, `map`) are absent. */
export function createUtil(host: RuntimeHost, outcome: OutcomeRecorder): Util {
  return {
    escapeJavaScript,
    urlEncode,
    urlDecode,
    base64Encode,
    base64Decode,
    autoId: () => autoId(host),
    autoUlid: () => autoUlid(host),
    autoKsuid: () => autoKsuid(host),
    unauthorized() {
      throw new UnauthorizedError();
    },
    error(message, errorType, data: unknown, errorInfo: unknown) {
      throw new ResolverError(errorEntry(message, errorType, data, errorInfo));
    },
    appendError(message, errorType, data: unknown, errorInfo: unknown) {
      outcome.errors.push(errorEntry(message, errorType, data, errorInfo));
    },
    matches,
    authType: () => AUTH_TYPES[host.authType ?? 'API_KEY'],
    time: createTime(host),
    dynamodb: createDynamodbUtils(),
    rds: { toJsonObject },
    http: createHttp(outcome),
    xml: { toMap: xmlToMap, toJsonString: xmlToJsonString },
    transform: createTransform(),
    math: createMath(host),
    str: { normalize: (value, form) => value.normalize(form.toUpperCase()) },
  };
}

function errorEntry(message: string, errorType?: string, data?: unknown, errorInfo?: unknown): ResolverErrorEntry {
  return { message, errorType: errorType ?? null, data: data ?? null, errorInfo: errorInfo ?? null };
}
