import { describeRunbook } from '../support/runbook';

describeRunbook('gateway.md', ['synth', 'plan', 'deploy', 'output', 'state list', 'destroy']);
