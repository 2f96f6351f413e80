import { describeRunbook } from '../support/runbook';

describeRunbook('mesh.md', ['synth', 'bootstrap', 'plan', 'deploy', 'output', 'state list', 'destroy']);
