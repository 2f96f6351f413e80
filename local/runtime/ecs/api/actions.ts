import { z } from 'zod';
import { AwsError } from '../../aws-endpoint/aws-error';
import { type JsonService } from '../../aws-endpoint/json-protocol';

/** Actions of one service by name: each takes the parsed input and gives the output. */
export type Actions = Readonly<Record<string, (input: unknown) => unknown>>;

/** A service of these actions; any other is refused as AWS refuses unknown ones. */
export function jsonService(targetPrefix: string, name: string, actions: Actions): JsonService {
  return {
    targetPrefix,
    call: (action, input) => {
      const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (run !== undefined) return run(input);
      const known = Object.keys(actions).join(', ');
      throw new AwsError(
        'UnknownOperationException',
        `${name}: ${action} is not served here; these are: ${known}`,
        501,
      );
    },
  };
}

/** The input of an action. @throws AwsError `errorName` when it is not as `schema` says */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, errorName: string): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AwsError(errorName, z.prettifyError(parsed.error));
}
