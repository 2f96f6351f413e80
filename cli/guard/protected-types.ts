/**
 * Resource types whose objects hold data or a name that clients keep, with what is lost when one is destroyed.
 * A replacement loses the same.
 */
export const protectedTypes: ReadonlyMap<string, string> = new Map([
  ['aws_acm_certificate', 'the certificate; every domain that serves it fails TLS until a new one is validated'],
  ['aws_apigatewayv2_domain_name', 'the custom domain; clients that use it reach nothing'],
  ['aws_apigatewayv2_api_mapping', 'the link between the custom domain and its API; the domain answers nothing'],
  ['aws_appsync_api_key', 'the API key; clients in the field carry it and are refused from then on'],
  [
    'aws_appsync_domain_name',
    'the custom domain; clients that use it reach nothing, its CloudFront name is gone for good',
  ],
  [
    'aws_appsync_domain_name_api_association',
    'the link between the custom domain and its API; the domain answers nothing',
  ],
  ['aws_appsync_graphql_api', 'the API with its generated URL, which clients keep; a new API gets another URL'],
  ['aws_cloudfront_distribution', 'the distribution with its generated domain name, which never comes back'],
  ['aws_cognito_user_pool', 'every user with password and profile; there is no backup'],
  ['aws_cognito_user_pool_domain', 'the sign-in domain; its name may be taken by another account'],
  ['aws_db_instance', 'the database and its automated backups'],
  ['aws_dynamodb_table', 'every item of the table and its point-in-time recovery'],
  ['aws_ecr_repository', 'the images, also the one that runs'],
  ['aws_efs_file_system', 'every file of the file system'],
  ['aws_kms_alias', 'the name by which programs find the key'],
  ['aws_kms_key', 'the key; what it encrypted can never be read again'],
  ['aws_rds_cluster', 'the database cluster and its automated backups'],
  // A record holds no data, yet without it a public name answers nothing, or a certificate is no longer renewed.
  ['aws_route53_record', 'the DNS record; its name answers nothing, also from caches for a while'],
  ['aws_route53_zone', 'the zone; a new one gets other name servers, which the registrar does not know'],
  ['aws_s3_bucket', 'the bucket with its objects and versions; its name may be taken by another account'],
  ['aws_secretsmanager_secret', 'the secret and its versions'],
]);
