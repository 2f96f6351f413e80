import type { AuthError } from '../auth-error';
import type { RealtimeError } from './server-messages';

/** The errors of AppSync's realtime endpoint, in its words where they are known. */
export const realtimeErrors = {
  noProtocol: { message: 'NoProtocolError', errorCode: 400 },
  missingHeaders: { errorType: 'UnauthorizedException', message: 'Required headers are missing.', errorCode: 401 },
  badRequest: (message: string): RealtimeError => ({ errorType: 'BadRequestException', message, errorCode: 400 }),
  unauthorized: (error: AuthError): RealtimeError => ({
    errorType: error.errorType,
    message: error.message,
    errorCode: error.statusCode,
  }),
  /** @param operation `query`, `mutation`, or `unknown` for anything else. */
  unsupported: (operation: 'query' | 'mutation' | 'unknown'): RealtimeError => ({
    errorType: 'UnsupportedOperation',
    message: `${operation} not supported through the realtime channel`,
  }),
  duplicateId: (id: string): RealtimeError => ({
    errorType: 'DuplicatedOperationError',
    message: `Duplicated operation with id ${id}`,
  }),
  unknownId: (id: string): RealtimeError => ({
    errorType: 'UnknownOperationError',
    message: `Unknown operation id ${id}`,
  }),
  tooManySubscriptions: (limit: number): RealtimeError => ({
    errorType: 'MaxSubscriptionsReachedError',
    message: `Max number of ${limit} subscriptions reached`,
  }),
  rateExceeded: { errorType: 'LimitExceededError', message: 'Rate limit exceeded' },
  internal: { errorType: 'InternalFailure', message: 'Internal failure', errorCode: 500 },
} as const;
