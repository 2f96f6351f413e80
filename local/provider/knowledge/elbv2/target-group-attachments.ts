import { type Attributes, type Refusal, type ResourceKnowledge, type StoreContext } from '../knowledge';
import { integer, text } from '../support/attributes';
import { alphabets } from '../support/identifiers';
import { between, check, isArn, refusal } from '../support/rules';

/** A group of type `alb` has one application load balancer, of its own VPC, that listens on the group's port. */
function albAttachmentRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  const arn = text(planned, 'target_group_arn') ?? '';
  const [group] = context.find('aws_lb_target_group', { arn });
  if (group === undefined || text(group, 'target_type') !== 'alb') return [];
  const balancer = text(planned, 'target_id') ?? '';
  const port = integer(planned, 'port') ?? integer(group, 'port') ?? 0;
  const refuse = (words: string) => [
    refusal(['target_id'], `registering ELBv2 Target Group (${arn}) target: ${words}`),
  ];
  if (!balancer.includes(':loadbalancer/app/')) {
    return refuse(`InvalidTarget: The target '${balancer}' is not an Application Load Balancer`);
  }
  const [found] = context.find('aws_lb', { arn: balancer });
  if (found !== undefined && text(found, 'vpc_id') !== text(group, 'vpc_id')) {
    return refuse(
      `InvalidTarget: The Application Load Balancer '${balancer}' is not in the VPC ${text(group, 'vpc_id') ?? ''} of the target group`,
    );
  }
  if (context.find('aws_lb_target_group_attachment', { target_group_arn: arn }).length > 0) {
    return refuse(`TooManyTargets: A target group with target type 'alb' takes one Application Load Balancer`);
  }
  return context.find('aws_lb_listener', { load_balancer_arn: balancer, port }).length > 0
    ? []
    : refuse(
        `InvalidTarget: The Application Load Balancer '${balancer}' must have at least one listener that matches the target group port ${port}`,
      );
}

const attachment: ResourceKnowledge = {
  type: 'aws_lb_target_group_attachment',
  computed: (planned, context) => ({
    id: `${text(planned, 'target_group_arn') ?? ''}-${context.uniqueId(26, alphabets.digits)}`,
  }),
  forceNew: ['availability_zone', 'port', 'target_group_arn', 'target_id'],
  validate: (config) => check(config, { port: between(1, 65_535), target_group_arn: isArn('elasticloadbalancing') }),
  refuseApply: albAttachmentRefusals,
};

export const resources: readonly ResourceKnowledge[] = [attachment];
