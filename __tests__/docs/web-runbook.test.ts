import { describeRunbook } from '../support/runbook';

describeRunbook('web.md', ['synth', 'plan', 'deploy', 'output', 'state list', 'destroy']);
