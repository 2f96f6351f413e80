import { App } from 'cdktf';
import { EnvironmentError, loadEnvironments } from './environments/load';
import { addStage } from './stacks/stage';

try {
  const environments = loadEnvironments({ shell: process.env });
  // Stack traces in the metadata would cost time and make the output depend on where the repository lies.
  const app = new App({ stackTraces: false });
  for (const environment of environments) addStage(app, environment);
  app.synth();
} catch (error) {
  // Everything else is a fault of the program, and its trace is the best account of it.
  if (!(error instanceof EnvironmentError || error instanceof RangeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
