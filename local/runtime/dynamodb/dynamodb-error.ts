import { type CancellationReason } from './engine';

export interface DynamodbErrorDetails {
  /** @default 400 */
  readonly statusCode?: number;
  /** Only with `TransactionCanceledException`: one for each action, in order. */
  readonly cancellationReasons?: readonly CancellationReason[];
  /** Only with `ConditionalCheckFailedException`, when the call asked for the item that failed the condition. */
  readonly item?: Readonly<Record<string, unknown>>;
}

/** An error as the service answers it; `name` is the error's type without a namespace. */
export class DynamodbError extends Error {
  readonly statusCode: number;
  readonly cancellationReasons: readonly CancellationReason[] | undefined;
  readonly item: Readonly<Record<string, unknown>> | undefined;

  constructor(
    name: string,
    message: string,
    { statusCode = 400, cancellationReasons, item }: DynamodbErrorDetails = {},
  ) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
    this.cancellationReasons = cancellationReasons;
    this.item = item;
  }
}

export function validationError(message: string): DynamodbError {
  return new DynamodbError('ValidationException', message);
}
