import { type ResourceKnowledge } from '../knowledge';
import { text } from '../support/attributes';
import { check, oneOf, refusal } from '../support/rules';

const monitoringSubscription: ResourceKnowledge = {
  type: 'aws_cloudfront_monitoring_subscription',
  computed: (planned) => ({ id: text(planned, 'distribution_id') ?? '' }),
  forceNew: ['distribution_id'],
  validate: (config) =>
    check(config, {
      'monitoring_subscription.realtime_metrics_subscription_config.realtime_metrics_subscription_status': oneOf(
        'Enabled',
        'Disabled',
      ),
    }),
  refuseApply(planned, context) {
    const id = text(planned, 'distribution_id') ?? '';
    return context.find('aws_cloudfront_distribution', { id }).length > 0
      ? []
      : [
          refusal(
            ['distribution_id'],
            `creating CloudFront Monitoring Subscription (${id}): operation error CloudFront: CreateMonitoringSubscription, NoSuchDistribution: The specified distribution does not exist.`,
          ),
        ];
  },
  uniqueBy: ['distribution_id'],
  alreadyExists: (planned) =>
    `creating CloudFront Monitoring Subscription (${text(planned, 'distribution_id') ?? ''}): operation error CloudFront: CreateMonitoringSubscription, MonitoringSubscriptionAlreadyExists: A monitoring subscription already exists for the specified distribution.`,
};

export const resources: readonly ResourceKnowledge[] = [monitoringSubscription];
