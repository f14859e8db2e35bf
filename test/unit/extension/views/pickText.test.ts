import { expect, test } from 'vitest';
import { lineText, pickText, promptText } from '../../../../extension/views/pickText.ts';

/** How VS Code finds icons in a label: in `iconLabels.ts` of its sources; a backslash before one takes it back. */
const ICON = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g;
const drawn = (text: string) => text.replace(ICON, (_, escaped, name) => (escaped ? `$(${name})` : '◆'));

test.each([
  'rm -rf $(HOME)/$(sync~spin)',
  'echo $(date) \\$(date)',
  'a $(whole line) with {braces} and $()',
  '$(a)$(b)$($(c))',
])('nothing in a label becomes an icon, and it reads as it is: %s', (text) => {
  expect(drawn(pickText(text))).toBe(text);
  expect(drawn(promptText(text))).toBe(text);
});

test('what hides or steers is made visible, and a prompt has no links', () => {
  expect(pickText('a\u001b[2K')).toBe(String.raw`a\u{1b}[2K`);
  expect(lineText('src/a.ts is old\n  Go on? [y/N] \u001b[2K\n')).toBe(
    String.raw`src/a.ts is old Go on? [y/N] \u{1b}[2K`,
  );
  expect(promptText('[Yes](command:workbench.action.quit)')).toBe('[Yes] (command:workbench.action.quit)');
});
