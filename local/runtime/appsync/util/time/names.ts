/** English names; AppSync formats in its own locale whatever the caller's. */
export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Monday first, as ISO counts them. */
export const WEEKDAYS: readonly string[] = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];

/** A name in the width a letter repeated `count` times asks for: 3 short, 4 full, 5 one letter. */
export function nameOf(names: readonly string[], index: number, count: number): string {
  const name = names[index] ?? '';
  if (count === 4) return name;
  return count === 5 ? name.charAt(0) : name.slice(0, 3);
}
