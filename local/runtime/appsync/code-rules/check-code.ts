import { parse, type AnyNode, type Program } from 'acorn';
import type { CodeFault } from './code-fault';
import { contextRule } from './rules/context';
import { functionsRule } from './rules/functions';
import { globalsRule } from './rules/globals';
import { methodsRule } from './rules/methods';
import { checkHandlers, importsRule } from './rules/modules';
import { checkRecursion } from './rules/recursion';
import { syntaxRule } from './rules/syntax';
import { visitsOf, type Report, type Rule } from './visit';

/** AppSync's limit for the code of one resolver or function. */
export const MAX_CODE_CHARACTERS = 32_768;

const RULES: readonly Rule[] = [syntaxRule, globalsRule, methodsRule, functionsRule, contextRule, importsRule];

/**
 * What AppSync refuses in the code of an APPSYNC_JS resolver or function, in source order; empty when it would be
 * accepted. The code is what is deployed, so check the bundle: a bundler's helpers break these rules easily.
 */
export function checkCode(source: string): readonly CodeFault[] {
  const faults: CodeFault[] = [];
  if (source.length > MAX_CODE_CHARACTERS) {
    const message = `code must not be longer than ${MAX_CODE_CHARACTERS} characters, got ${source.length}`;
    faults.push({ line: 1, column: 1, rule: 'code-size', message });
  }
  const program = parseProgram(source);
  if ('rule' in program) return [...faults, program];

  const report: Report = (node, rule, message) => {
    const { line, column } = startOf(node);
    faults.push({ line, column: column + 1, rule, message });
  };
  const visits = visitsOf(program);
  for (const visit of visits) for (const rule of RULES) rule(visit, report);
  checkRecursion(visits, report);
  checkHandlers(program, visits, report);
  return unique(faults).sort((a, b) => a.line - b.line || a.column - b.column);
}

function parseProgram(source: string): Program | CodeFault {
  try {
    return parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { line, column } = positionOf(error);
    return { line, column: column + 1, rule: 'syntax', message: error.message.replace(/ \(\d+:\d+\)$/, '') };
  }
}

/** Where acorn stopped: it adds the position to the error. */
function positionOf(error: SyntaxError): { readonly line: number; readonly column: number } {
  if ('loc' in error && typeof error.loc === 'object' && error.loc !== null) {
    const { loc } = error;
    if ('line' in loc && 'column' in loc && typeof loc.line === 'number' && typeof loc.column === 'number') {
      return { line: loc.line, column: loc.column };
    }
  }
  return { line: 1, column: 0 };
}

function startOf(node: AnyNode): { readonly line: number; readonly column: number } {
  return node.loc?.start ?? { line: 1, column: 0 };
}

/** A node may be reported twice, for a callback that stands in two functions. */
function unique(faults: readonly CodeFault[]): CodeFault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}
