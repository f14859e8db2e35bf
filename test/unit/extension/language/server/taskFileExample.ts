import { readText, type TaskFileText } from '../../../../../extension/language/server/taskFileText.ts';

/** A file, and the place that `|` marks in it. */
export function marked(text: string): { file: TaskFileText; offset: number } {
  return { file: readText(text.replace('|', '')), offset: text.indexOf('|') };
}

/** What a range covers. */
export function covered(file: TaskFileText, range: { start: object; end: object }): string {
  return file.text.getText(range as never);
}

export const EXAMPLE = `tasks:
  - ref: build
    name: build
    project_id: default
    command: make
  - ref: test
    name: test
    project_id: default
    command: make
    args: [check]
    depends_on: [build]
  - name: ship
    project_id: default
    command: ./ship
    priority: 9
    depends_on:
      - test
      - build
schedules:
  - name: nightly
    cron: 30 2 * * 1-5
    timezone: Europe/Berlin
    project_id: default
    task:
      name: nightly tests
      command: make
`;
