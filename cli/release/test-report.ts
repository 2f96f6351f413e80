import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { badInput, CliError } from '../cli-error';

const report = z.object({
  success: z.boolean(),
  numTotalTests: z.number().int(),
  numPassedTests: z.number().int(),
  numFailedTests: z.number().int(),
  numFailedTestSuites: z.number().int(),
});

/** What the tests of a build found. */
export interface TestSummary {
  readonly total: number;
  readonly passed: number;
}

/**
 * The result of a build's tests, as `jest --json --outputFile` writes it.
 * @throws CliError `no-tests` when there is no result or it ran none, `bad-tests` when it is no result of jest,
 * `tests-failed`
 */
export async function readTestReport(file: string): Promise<TestSummary> {
  const { numTotalTests: total, numPassedTests: passed, ...more } = await read(file);
  if (more.numFailedTests > 0 || more.numFailedTestSuites > 0 || !more.success) {
    throw new CliError(
      'tests-failed',
      `${file}: ${more.numFailedTests} of ${total} tests and ${more.numFailedTestSuites} test files failed`,
      { remedy: 'correct them: a build is released only with tests that pass' },
    );
  }
  if (passed === 0) {
    throw new CliError('no-tests', `${file}: none of ${total} tests ran, so nothing tells that the build works`, {
      remedy: 'run the tests of the service before the release is rendered',
    });
  }
  return { total, passed };
}

async function read(file: string): Promise<z.infer<typeof report>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new CliError('no-tests', `${file}: there is no test result, so nothing tells that the build works`, {
      cause,
      remedy: 'run the tests with "--json --outputFile <file>" before the release is rendered',
    });
  }
  try {
    return report.parse(JSON.parse(text));
  } catch (cause) {
    throw badInput('bad-tests', `${file}: not a result of jest: ${String(cause)}`, 'name the file of --outputFile', {
      cause,
    });
  }
}
