const permissions = 'permissions are not checked on this machine';
const monitoring = 'what AWS would watch is shown by the console and the logs';
const names = 'names and certificates are answered by the local port itself';
const encryption = 'data on this machine is protected by the permissions of its files';

/** Why resources of these types need nothing on this machine, by type. */
export const inertTypes: ReadonlyMap<string, string> = new Map([
  ['aws_iam_instance_profile', permissions],
  ['aws_iam_policy', permissions],
  ['aws_iam_role', permissions],
  ['aws_iam_role_policy', permissions],
  ['aws_iam_role_policy_attachment', permissions],
  ['aws_iam_service_linked_role', permissions],
  ['aws_lambda_permission', permissions],
  ['aws_sns_topic_policy', permissions],
  ['aws_sqs_queue_policy', permissions],
  ['aws_cloudwatch_log_resource_policy', permissions],
  ['aws_budgets_budget', monitoring],
  ['aws_cloudwatch_dashboard', monitoring],
  ['aws_cloudwatch_log_group', monitoring],
  ['aws_cloudwatch_metric_alarm', monitoring],
  ['aws_cloudwatch_composite_alarm', monitoring],
  ['aws_resourcegroups_group', monitoring],
  ['aws_acm_certificate', names],
  ['aws_acm_certificate_validation', names],
  ['aws_route53_record', names],
  ['aws_route53_zone', names],
  ['aws_kms_alias', encryption],
  ['aws_kms_key', encryption],
  ['aws_kms_key_policy', encryption],
  ['terraform_data', 'it is a value within Terraform'],
]);
