import { parse } from 'acorn';
import { type Rule } from './rules';

/** AppSync's limit for the code of one resolver or function. */
const maxCharacters = 32_768;

/** Code for the `APPSYNC_JS` runtime: within AppSync's limit and without syntax errors. */
export function isResolverCode(): Rule {
  return (key, value) => {
    if (typeof value !== 'string') return undefined;
    if (value.length > maxCharacters) {
      return (
        `BadRequestException: 1 validation error detected: Value at '${key}' failed to satisfy constraint: ` +
        `Member must have length less than or equal to ${maxCharacters} (got ${value.length})`
      );
    }
    try {
      parse(value, { ecmaVersion: 'latest', sourceType: 'module' });
      return undefined;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return `BadRequestException: The code contains one or more errors: ${error.message}`;
    }
  };
}
