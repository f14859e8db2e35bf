/** Everything that can be told to be wrong with a file before it is submitted. */
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node';
import { t } from '#shared/l10n.ts';
import type { KnownProjects } from '../protocol.ts';
import type { FileProblem } from './fileProblem.ts';
import { findRefProblems } from './findRefProblems.ts';
import { findSchemaProblems } from './findSchemaProblems.ts';
import { keySpan, rangeOf, spanAt, type TaskFileText } from './taskFileText.ts';
import { itemsOf, tasksOf } from './taskList.ts';
import { yamlWords } from './yamlWords.ts';

/** What the protocol calls so may also be Markdown; ours never is. */
type PlainDiagnostic = Diagnostic & { message: string };

const SHOWN_MAX = 200;
const source = 'Switchyard';

/** @param projects null when no server tells them: then any may be there. */
export function diagnose(file: TaskFileText, projects: KnownProjects): PlainDiagnostic[] {
  if (file.value === undefined) return yamlProblems(file);
  const problems = [
    ...findSchemaProblems(file.value),
    ...findRefProblems(tasksOf(file)),
    ...unknownProjects(file.value, projects),
  ];
  return problems.slice(0, SHOWN_MAX).map((problem) => ({
    range: rangeOf(file, (problem.onKey ? keySpan : spanAt)(file, problem.path)),
    severity: DiagnosticSeverity.Error,
    code: problem.code,
    source,
    message: problem.message,
  }));
}

function yamlProblems(file: TaskFileText): PlainDiagnostic[] {
  const severity = DiagnosticSeverity.Error;
  if (file.errors.length === 0) {
    const message = t('An alias in this file names nothing, or grows without end.');
    return [{ range: rangeOf(file, { start: 0, end: 0 }), severity, code: 'yaml.alias', source, message }];
  }
  return file.errors.slice(0, SHOWN_MAX).map((error) => ({
    range: rangeOf(file, { start: error.pos[0], end: Math.max(error.pos[1], error.pos[0] + 1) }),
    severity,
    code: `yaml.${error.code.toLowerCase()}`,
    source,
    message: t('This is not YAML: {0}', yamlWords(error)),
  }));
}

function unknownProjects(value: unknown, projects: KnownProjects): FileProblem[] {
  if (projects === null) return [];
  const ids = projects.map(({ id }) => id);
  return (['tasks', 'schedules'] as const).flatMap((key) =>
    itemsOf(value, key).flatMap(({ project_id: id }, index) =>
      typeof id !== 'string' || id === '' || ids.includes(id)
        ? []
        : {
            path: [key, index, 'project_id'],
            code: 'project.unknown',
            message: t(
              'The server has no project {0}. It has: {1}.',
              id,
              ids.slice(0, 20).join(', ') || t('none'),
            ),
          },
    ),
  );
}
