import { type IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { type Repository } from '../ecr/repository';
import { oneOrAll, type PolicyStatement } from '../iam/policy';
import { ServiceRole } from '../iam/service-role';
import { type LogGroup } from '../logs/log-group';

export interface TaskRolesProps {
  /** Begins both names: `<name>-execution` and `<name>-task`, at most 54 characters. */
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** Where the containers' images come from. */
  readonly repositories: readonly Repository[];
  /** Where the containers' output goes. */
  readonly logGroups: readonly LogGroup[];
  /** What the programs may do. @default nothing */
  readonly statements?: readonly PolicyStatement[];
  /** Where exec sessions are logged. Absent: the task takes none. */
  readonly execLogGroup?: LogGroup;
}

/** What the agent in a task needs to take an exec session and to log it. */
const execStatements = (logGroup: LogGroup, region: string, accountId: string): readonly PolicyStatement[] => [
  {
    Sid: 'ExecSession',
    Action: [
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
    ],
    // Message channels are no resources of their own (Service Authorization Reference, "Session Manager Message Gateway").
    Resource: '*',
  },
  {
    Sid: 'ExecLogGroups',
    Action: 'logs:DescribeLogGroups',
    Resource: `arn:aws:logs:${region}:${accountId}:log-group:*`,
  },
  {
    Sid: 'ExecLog',
    Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    Resource: logGroup.streamsArn,
  },
];

/** The two roles of a Fargate task: Fargate itself pulls the images and writes the logs, the programs do their work. */
export class TaskRoles extends Construct {
  readonly execution: ServiceRole;
  readonly task: ServiceRole;
  /** The rights themselves: what starts tasks waits for them. */
  readonly policies: readonly IamRolePolicy[];

  constructor(scope: Construct, id: string, props: TaskRolesProps) {
    super(scope, id);
    const { name, accountId, region, repositories, logGroups, statements = [], execLogGroup } = props;
    const common = { service: 'ecs-tasks.amazonaws.com', sourceAccountId: accountId };
    this.execution = new ServiceRole(this, 'Execution', { name: `${name}-execution`, ...common });
    this.task = new ServiceRole(this, 'Task', { name: `${name}-task`, ...common });
    this.policies = [
      this.execution.allow('Policy', [
        // The token is the account's, not a repository's (Service Authorization Reference, "Elastic Container Registry").
        { Sid: 'RegistryToken', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
        {
          Sid: 'Image',
          Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
          Resource: oneOrAll(repositories.map((repository) => repository.arn)),
        },
        {
          Sid: 'Log',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: oneOrAll(logGroups.map((logGroup) => logGroup.streamsArn)),
        },
      ]),
      ...(statements.length > 0 ? [this.task.allow('Policy', statements)] : []),
      ...(execLogGroup ? [this.task.allow('Exec', execStatements(execLogGroup, region, accountId))] : []),
    ];
  }
}
