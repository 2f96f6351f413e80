import { type Attributes, type CreateContext } from '../knowledge';
import { text } from './attributes';

const lowerLetters = 'abcdefghijklmnopqrstuvwxyz';
const upperLetters = lowerLetters.toUpperCase();

/** Alphabets of AWS's identifiers. */
export const alphabets = {
  digits: '0123456789',
  lowerAlphanumeric: `${lowerLetters}0123456789`,
  upperAlphanumeric: `${upperLetters}0123456789`,
  /** IAM's unique ids are base 32. */
  base32: `${upperLetters}234567`,
  alphanumeric: `${upperLetters}${lowerLetters}0123456789`,
  /** Base 64, as in S3 version ids and SHA-256 hashes. */
  base64: `${upperLetters}${lowerLetters}0123456789+/`,
} as const;

/** An id or entity tag of CloudFront: `E` and 13 characters. */
export function cloudFrontId(context: CreateContext): string {
  return `E${context.uniqueId(13, alphabets.upperAlphanumeric)}`;
}

/** A version 4 UUID: `1b2c3d4e-5f60-4a1b-8c2d-3e4f5a6b7c8d`. */
export function uuid(context: CreateContext): string {
  const digits = context.uniqueId(30);
  const variant = context.uniqueId(1, '89ab');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(12, 15)}`,
    `${variant}${digits.slice(15, 18)}`,
    digits.slice(18, 30),
  ].join('-');
}

/** The configured name, else one that begins with `name_prefix` (or `terraform-`) and ends in 26 digits as Terraform makes it. */
export function nameOf(planned: Attributes, context: CreateContext, attribute = 'name'): string {
  const generated = `${text(planned, `${attribute}_prefix`) ?? 'terraform-'}${context.uniqueId(26, alphabets.digits)}`;
  return text(planned, attribute) ?? text(context.prior ?? {}, attribute) ?? generated;
}

/** `name` and `name_prefix` as the provider fills them when the configuration leaves them out. */
export function nameAttributes(planned: Attributes, context: CreateContext): Attributes {
  return { name: nameOf(planned, context), name_prefix: text(planned, 'name_prefix') ?? '' };
}
