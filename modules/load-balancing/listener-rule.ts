import { type LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbListenerRule } from '@cdktf/provider-aws/lib/lb-listener-rule';
import { Construct } from 'constructs';
import { requireIntegerBetween, requireMatch } from '../validate';
import { fixedAnswer, type JsonAnswer } from './fixed-answer';
import { type IpTargetGroup } from './ip-target-group';

export interface Route {
  /** Order among the rules of the listener, 1 to 50000: the lowest that fits decides. */
  readonly priority: number;
  /** Paths it is for, with `*` for any characters and `?` for one; at most 128 characters each. */
  readonly paths: readonly string[];
  /** A header it is for as well, with any of its values. @default any headers */
  readonly header?: { readonly name: string; readonly values: readonly string[] };
  /** Where the request goes, or what is answered. */
  readonly to: IpTargetGroup | JsonAnswer;
}

export interface ListenerRuleProps extends Route {
  readonly listener: LbListener;
}

/** Values that the conditions of one rule hold together, wherever they stand. */
const maxValues = 5;

/** Characters that a path pattern of a listener rule may have. */
const pathGrammar = /^\/[A-Za-z0-9_\-.$/~"'@:+&*?]{0,127}$/;

/**
 * One rule of a listener: requests for a path, and with a header where one is named, go to a group or get a fixed answer.
 * @throws RangeError at synth for a priority, a path or a number of values that a listener refuses.
 */
export class ListenerRule extends Construct {
  readonly rule: LbListenerRule;

  constructor(scope: Construct, id: string, props: ListenerRuleProps) {
    super(scope, id);
    const { listener, priority, paths, header, to } = props;
    requireIntegerBetween(this, 'priority', priority, 1, 50_000);
    for (const path of paths) {
      requireMatch(this, 'paths', path, pathGrammar, 'patterns of a leading / and at most 127 more path characters');
    }
    const values = paths.length + (header?.values.length ?? 0);
    if (paths.length === 0 || values > maxValues) {
      throw new RangeError(
        `${this.node.path}: paths and header must hold 1 to ${maxValues} values, with one path or more, got ${values}`,
      );
    }
    this.rule = new LbListenerRule(this, 'Resource', {
      listenerArn: listener.arn,
      priority,
      condition: [
        { pathPattern: { values: [...paths] } },
        ...(header ? [{ httpHeader: { httpHeaderName: header.name, values: [...header.values] } }] : []),
      ],
      action: ['body' in to ? fixedAnswer(this, to) : { type: 'forward', targetGroupArn: to.arn }],
    });
  }
}
