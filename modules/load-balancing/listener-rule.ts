import { type LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbListenerRule, type LbListenerRuleAction } from '@cdktf/provider-aws/lib/lb-listener-rule';
import { Construct } from 'constructs';
import { requireIntegerBetween, requireMatch } from '../validate';
import { fixedAnswer, type JsonAnswer } from './fixed-answer';
import { type IpTargetGroup } from './ip-target-group';

/** Two groups of which one gets the requests: at first `blue`, then whichever a deployment turns to. */
export interface AlternatingGroups {
  readonly blue: IpTargetGroup;
  readonly green: IpTargetGroup;
}

export interface Route {
  /** Order among the rules of the listener, 1 to 50000: the lowest that fits decides. */
  readonly priority: number;
  /** Hosts it is for, with `*` for any characters and `?` for one; at most 128 characters each. @default any host */
  readonly hosts?: readonly string[];
  /** Paths it is for, with `*` for any characters and `?` for one; at most 128 characters each. @default any path */
  readonly paths?: readonly string[];
  /** A header it is for as well, with any of its values. @default any headers */
  readonly header?: {
    readonly name: string;
    readonly values: readonly string[];
    /** Whether the values are replaced outside Terraform, which then leaves all conditions as they are. @default false */
    readonly rotated?: boolean;
  };
  /** Where the request goes, or what is answered. */
  readonly to: IpTargetGroup | AlternatingGroups | JsonAnswer;
}

export interface ListenerRuleProps extends Route {
  readonly listener: LbListener;
}

/** Values that the conditions of one rule hold together, wherever they stand. */
const maxValues = 5;

/** Characters that a path pattern of a listener rule may have. */
const pathGrammar = /^\/[A-Za-z0-9_\-.$/~"'@:+&*?]{0,127}$/;

/** Characters that a host pattern of a listener rule may have; after the last dot come letters. */
const hostGrammar = /^(?=.{1,128}$)[A-Za-z0-9*?-]+(\.[A-Za-z0-9*?-]+)*\.[A-Za-z*?]+$/;

/**
 * One rule of a listener: requests for a host and a path, and with a header where one is named, go to a group or get a
 * fixed answer.
 * @throws RangeError at synth for a priority, a host, a path or a number of values that a listener refuses.
 */
export class ListenerRule extends Construct {
  readonly rule: LbListenerRule;
  /** Groups that the rule sends to. */
  readonly targetGroups: readonly IpTargetGroup[];

  constructor(scope: Construct, id: string, props: ListenerRuleProps) {
    super(scope, id);
    const { listener, priority, hosts = [], paths = [], header, to } = props;
    requireIntegerBetween(this, 'priority', priority, 1, 50_000);
    for (const host of hosts) {
      requireMatch(this, 'hosts', host, hostGrammar, 'patterns of a domain name of at most 128 characters');
    }
    for (const path of paths) {
      requireMatch(this, 'paths', path, pathGrammar, 'patterns of a leading / and at most 127 more path characters');
    }
    const values = hosts.length + paths.length + (header?.values.length ?? 0);
    if (values === 0 || values > maxValues) {
      throw new RangeError(
        `${this.node.path}: hosts, paths and header must hold 1 to ${maxValues} values together, got ${values}`,
      );
    }
    this.targetGroups = groupsOf(to);
    const ignoreChanges = [
      ...(header?.rotated === true ? ['condition'] : []),
      // The weights are moved by each deployment.
      ...('green' in to ? ['action'] : []),
    ];
    this.rule = new LbListenerRule(this, 'Resource', {
      listenerArn: listener.arn,
      priority,
      condition: [
        ...(hosts.length > 0 ? [{ hostHeader: { values: [...hosts] } }] : []),
        ...(paths.length > 0 ? [{ pathPattern: { values: [...paths] } }] : []),
        ...(header ? [{ httpHeader: { httpHeaderName: header.name, values: [...header.values] } }] : []),
      ],
      action: [this.#action(to)],
      ...(ignoreChanges.length > 0 && { lifecycle: { ignoreChanges } }),
    });
  }

  get arn(): string {
    return this.rule.arn;
  }

  #action(to: Route['to']): LbListenerRuleAction {
    if ('body' in to) return fixedAnswer(this, to);
    if (!('green' in to)) return { type: 'forward', targetGroupArn: to.arn };
    return {
      type: 'forward',
      forward: {
        targetGroup: [
          { arn: to.blue.arn, weight: 100 },
          { arn: to.green.arn, weight: 0 },
        ],
      },
    };
  }
}

function groupsOf(to: Route['to']): readonly IpTargetGroup[] {
  if ('body' in to) return [];
  return 'green' in to ? [to.blue, to.green] : [to];
}
