import { type Rule } from './rules';

const months = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const weekdays = 'SUN|MON|TUE|WED|THU|FRI|SAT';

interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: string;
  /** Special forms of this field, such as the last day of the month. */
  readonly special?: RegExp;
}

const cronFields: readonly CronField[] = [
  { name: 'minutes', min: 0, max: 59 },
  { name: 'hours', min: 0, max: 23 },
  { name: 'day-of-month', min: 1, max: 31, special: /^(\?|L|\d{1,2}W|LW)$/ },
  { name: 'month', min: 1, max: 12, names: months },
  { name: 'day-of-week', min: 1, max: 7, names: weekdays, special: /^(\?|L|[1-7]L|[1-7]#[1-5])$/ },
  { name: 'year', min: 1970, max: 2199 },
];

function atomFits(atom: string, { min, max, names }: CronField): boolean {
  if (names !== undefined && new RegExp(`^(${names})$`, 'i').test(atom)) return true;
  return /^\d+$/.test(atom) && Number(atom) >= min && Number(atom) <= max;
}

function partFits(part: string, field: CronField): boolean {
  if (field.special?.test(part) === true) return true;
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*') return true;
  const ends = range.split('-');
  return ends.length <= 2 && ends.every((atom) => atomFits(atom, field));
}

function cronProblem(expression: string): string | undefined {
  const values = expression.trim().split(/\s+/);
  if (values.length !== cronFields.length) {
    return `cron takes ${cronFields.length} fields (${cronFields.map(({ name }) => name).join(' ')}), got ${values.length}`;
  }
  const wrong = cronFields.find(
    (field, index) => !(values[index] ?? '').split(',').every((part) => partFits(part, field)),
  );
  if (wrong !== undefined)
    return `the ${wrong.name} field of cron is not valid: ${values[cronFields.indexOf(wrong)] ?? ''}`;
  return (values[2] === '?') === (values[4] === '?')
    ? 'exactly one of day-of-month and day-of-week must be "?"'
    : undefined;
}

function atProblem(time: string): string | undefined {
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;
  const parsed = Date.parse(`${time}Z`);
  return form.test(time) && !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(time)
    ? undefined
    : 'at takes a date and time as yyyy-mm-ddThh:mm:ss, without a zone';
}

/** What is wrong with an `at(…)`, `rate(…)` or `cron(…)` expression; `undefined` when it is well formed. */
export function scheduleProblem(expression: string, forms: readonly ('at' | 'rate' | 'cron')[]): string | undefined {
  const match = /^(at|rate|cron)\((.*)\)$/.exec(expression);
  const form = forms.find((one) => one === match?.[1]);
  const inner = match?.[2] ?? '';
  if (form === undefined) return `must be ${forms.map((one) => `${one}(…)`).join(' or ')}`;
  if (form === 'at') return atProblem(inner);
  if (form === 'cron') return cronProblem(inner);
  return /^[1-9]\d* (minutes?|hours?|days?)$/.test(inner)
    ? undefined
    : 'rate takes a number of at least 1 and minutes, hours or days';
}

/** A schedule of EventBridge Scheduler. */
export function isSchedule(): Rule {
  return (key, value) => {
    if (typeof value !== 'string') return undefined;
    const problem = scheduleProblem(value, ['at', 'rate', 'cron']);
    return problem === undefined
      ? undefined
      : `"${key}": ValidationException: Invalid Schedule Expression ${value}. (${problem})`;
  };
}
