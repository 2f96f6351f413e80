import { type AttributeValue } from './attribute-value';
import { numberOrderKey } from './decimal';

const surrogatesAndAbove = /[\ud800-\uffff]/;

/** Text that sorts by code unit as the UTF-8 bytes of `text` do: in UTF-16 surrogates sort before U+E000 to U+FFFF. */
function utf8OrderKey(text: string): string {
  if (!surrogatesAndAbove.test(text)) return text;
  let key = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    key += String.fromCharCode(unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
  }
  return key;
}

/** Text that sorts by code unit as values of one scalar type do in DynamoDB; undefined for types without an order. */
export function orderKey(value: AttributeValue): string | undefined {
  if (value.S !== undefined) return utf8OrderKey(value.S);
  if (value.N !== undefined) return numberOrderKey(value.N);
  if (value.B !== undefined) return Buffer.from(value.B, 'base64').toString('latin1');
  return undefined;
}

/** Negative, 0 or positive; undefined when the types differ or have no order. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  const sameType =
    (left.S !== undefined && right.S !== undefined) ||
    (left.N !== undefined && right.N !== undefined) ||
    (left.B !== undefined && right.B !== undefined);
  if (!sameType) return undefined;
  const [a, b] = [orderKey(left) ?? '', orderKey(right) ?? ''];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether type and content are equal; sets have no order. */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  if (left.S !== undefined) return left.S === right.S;
  if (left.N !== undefined) return left.N === right.N;
  if (left.B !== undefined) return left.B === right.B;
  if (left.BOOL !== undefined) return left.BOOL === right.BOOL;
  if (left.NULL !== undefined) return left.NULL === right.NULL;
  if (left.SS) return equalSets(left.SS, right.SS);
  if (left.NS) return equalSets(left.NS, right.NS);
  if (left.BS) return equalSets(left.BS, right.BS);
  if (left.L) {
    const list = right.L;
    return (
      list?.length === left.L.length &&
      left.L.every((value, index) => {
        const other = list[index];
        return other !== undefined && equalValues(value, other);
      })
    );
  }
  const [map, other] = [left.M ?? {}, right.M];
  if (other === undefined || Object.keys(map).length !== Object.keys(other).length) return false;
  return Object.entries(map).every(([name, value]) => {
    const counterpart = Object.hasOwn(other, name) ? other[name] : undefined;
    return counterpart !== undefined && equalValues(value, counterpart);
  });
}

function equalSets(left: readonly string[], right: readonly string[] | undefined): boolean {
  if (left.length !== right?.length) return false;
  const members = new Set(left);
  return right.every((member) => members.has(member));
}
