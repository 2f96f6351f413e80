import { util, type Context } from '@aws-appsync/utils';

/** Ends the field with the data source's own message and type, if it failed. */
export function passOnError(error: Context['error']): void {
  if (error) util.error(error.message, error.type);
}
