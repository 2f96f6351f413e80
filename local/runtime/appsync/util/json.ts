/** The two methods of `JSON` that the AppSync runtime has. */
export interface ResolverJson {
  parse(text: string): unknown;
  stringify(value: unknown): string | undefined;
}

/** `JSON` for resolver code: text that is no JSON parses to an empty string, since there is no `try` ("Supported runtime features"). */
export const resolverJson: ResolverJson = {
  parse(text) {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      if (error instanceof SyntaxError) return '';
      throw error;
    }
  },
  stringify: (value) => JSON.stringify(value),
};
