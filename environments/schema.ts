import { z } from 'zod';
import { stages, type Environment } from './environment';
import { flag, integer, matching, orFalse } from './fields';
import { gatewayNames, gatewayRules, toGatewayEnvironment } from './gateway-names';
import { meshNames, meshRules, toMeshEnvironment } from './mesh-names';
import { toWebEnvironment, webImagesRule, webNames, webRules } from './web-names';

/** Retentions that CloudWatch Logs accepts (PutRetentionPolicy), from a week up. */
const logRetentionDays = [
  7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const names = z.strictObject({
  STAGE: z.enum(stages, { error: `must be one of ${stages.join(', ')}` }),
  TARGET_ACCOUNT_ID: matching(/^\d{12}$/, 'an AWS account id of twelve digits'),
  TARGET_REGION: matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as ap-northeast-1'),
  ALARM_EMAIL: orFalse(matching(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'an e-mail address or false')),
  RETAIN_DATA: flag,
  LOG_RETENTION_DAYS: integer(1, 3653).refine(
    (value) => logRetentionDays.includes(value),
    `must be one of ${logRetentionDays.join(', ')}`,
  ),
  ...meshNames,
  ...gatewayNames,
  ...webNames,
});

/** Names a file of a stage holds. Every name is required, none else is allowed. */
export const environmentSchema = [...meshRules, ...gatewayRules, ...webRules, webImagesRule].reduce(
  (schema, { holds, fault }) => schema.refine(holds, fault),
  names,
);

/** Turns the names of a file into the nested form that stacks work with. */
export function toEnvironment(file: z.output<typeof environmentSchema>): Environment {
  return {
    stage: file.STAGE,
    accountId: file.TARGET_ACCOUNT_ID,
    region: file.TARGET_REGION,
    retainData: file.RETAIN_DATA,
    logRetentionDays: file.LOG_RETENTION_DAYS,
    alarmEmail: file.ALARM_EMAIL,
    mesh: toMeshEnvironment(file),
    gateway: toGatewayEnvironment(file, file.STAGE, file.TARGET_REGION),
    web: toWebEnvironment(file, file.TARGET_REGION),
  };
}
