'use strict';

const { writeSync } = require('node:fs');

/** Names every skipped test, with the reason its title carries, and closes the run with one line of counts. */
class SummaryReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap((file) =>
      file.testResults.filter((test) => test.status === 'pending').map((test) => test.fullName),
    );
    // A file that could not be loaded has no test results of its own, yet must not pass for a green one.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    // At exit, so that nothing of another reporter comes after the counts.
    process.once('exit', () => {
      for (const name of skipped) writeSync(1, `skipped: ${name}\n`);
      writeSync(1, `${results.numPassedTests} passed, ${failed} failed, ${results.numPendingTests} skipped\n`);
    });
  }
}

module.exports = SummaryReporter;
