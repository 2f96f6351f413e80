import type { ConversePayload, InvokePayload } from '@aws-appsync/utils/ai';

/** The module `@aws-appsync/utils/ai`: request objects for the Bedrock runtime data source. */
export function invokeModel(payload: InvokePayload) {
  return { operation: 'InvokeModel' as const, ...payload };
}

/** A request for Bedrock's Converse operation. */
export function converse(payload: ConversePayload) {
  return { operation: 'Converse' as const, ...payload };
}
