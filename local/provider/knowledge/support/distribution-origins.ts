import { type Attributes, type Refusal } from '../knowledge';
import { blocks, hasUnknown, isSet, text, texts } from './attributes';
import { refusal } from './rules';

const s3Domain = /\.s3([.-][a-z0-9-]+)?\.amazonaws\.com$/;
const configs = ['custom_origin_config', 's3_origin_config', 'vpc_origin_config'];

function originRefusals(origin: Attributes, index: number): readonly Refusal[] {
  const given = configs.filter((name) => isSet(origin[name]));
  const domain = text(origin, 'domain_name');
  const identity = blocks(origin, 's3_origin_config').some((one) => (text(one, 'origin_access_identity') ?? '') !== '');
  const refuse = (words: string, detail = '') => [refusal(['origin', index], words, detail)];
  if (hasUnknown(origin, ...configs)) return [];
  return [
    ...(given.length > 1
      ? refuse(
          'InvalidArgument: An origin has only one of the S3, custom and VPC origin configurations.',
          `got ${given.join(', ')}`,
        )
      : []),
    ...(domain !== undefined && !s3Domain.test(domain) && (given.length === 0 || given.includes('s3_origin_config'))
      ? refuse('InvalidArgument: The parameter Origin DomainName does not refer to a valid S3 bucket.', `got ${domain}`)
      : []),
    ...(isSet(origin.origin_access_control_id) && identity
      ? refuse(
          'IllegalOriginAccessConfiguration: An origin cannot contain both an origin access control (OAC) and an origin access identity (OAI).',
        )
      : []),
    ...((text(origin, 'origin_path') ?? '') !== '' && !/^\/.*[^/]$/.test(text(origin, 'origin_path') ?? '')
      ? refuse('InvalidArgument: The parameter Origin Path must begin with a slash and not end with one.')
      : []),
  ];
}

/** What the origins of a distribution and its countries show by themselves. */
export function originConfigRefusals(config: Attributes): readonly Refusal[] {
  const ids = blocks(config, 'origin').flatMap((origin) => text(origin, 'origin_id') ?? []);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  return [
    ...blocks(config, 'origin').flatMap(originRefusals),
    ...(twice === undefined
      ? []
      : [refusal(['origin'], `InvalidArgument: The parameter Origin Id is used by more than one origin: ${twice}.`)]),
    ...blocks(config, 'restrictions').flatMap((restrictions) =>
      blocks(restrictions, 'geo_restriction').flatMap((geo) => {
        const type = text(geo, 'restriction_type');
        if (type === undefined || hasUnknown(geo, 'locations')) return [];
        return (type === 'none') === (texts(geo, 'locations').length === 0)
          ? []
          : [
              refusal(
                ['restrictions', 0, 'geo_restriction', 0, 'locations'],
                `InvalidGeoRestrictionParameter: The specified geo restriction parameter is not valid: locations must ${type === 'none' ? 'be empty' : 'name countries'} when the type is ${type}.`,
              ),
            ];
      }),
    ),
  ];
}
