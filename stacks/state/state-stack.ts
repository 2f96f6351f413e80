import { type Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { StateBucket } from '../../modules/state-bucket/state-bucket';
import { StageStack, stateBucketName } from '../stage-stack';

/**
 * The bucket that holds the state of all stacks of the stage, its own included: `tristage bootstrap <stage>` makes it with
 * local state and then moves that state into it.
 */
export class StateStack extends StageStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, { system: 'state', project: 'Tristage', service: 'State', environment });
    new StateBucket(this, 'StateBucket', {
      name: stateBucketName(environment),
      accountId: environment.accountId,
      keyAlias: `tristage-tfstate-${environment.stage}`,
    });
  }
}
