import { type ResourceKnowledge } from '../knowledge';
import { regionalArn } from '../support/arn';
import { text } from '../support/attributes';
import { nameRules } from '../support/ecs';
import { check, oneOf } from '../support/rules';

const cluster: ResourceKnowledge = {
  type: 'aws_ecs_cluster',
  computed(planned, { identity }) {
    const arn = regionalArn(identity, 'ecs', `cluster/${text(planned, 'name') ?? ''}`);
    return { id: arn, arn };
  },
  forceNew: ['name'],
  validate: (config) =>
    check(config, {
      name: nameRules,
      'setting.name': oneOf('containerInsights'),
      'setting.value': oneOf('enabled', 'disabled', 'enhanced'),
    }),
};

export const resources: readonly ResourceKnowledge[] = [cluster];
